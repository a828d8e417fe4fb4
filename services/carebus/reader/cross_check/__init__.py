"""The reader's page about two areas at once: medicines that a patient may react to. Derived at each question, so it is never out of date."""
