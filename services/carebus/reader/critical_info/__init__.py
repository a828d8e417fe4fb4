"""Questions about critical information: asked, answered from its picture or from its facts, and addressed."""
