"""Critical information as JSON that a person or a system reads: each model beside the function that draws it."""
