"""Reading a practice card from what people send: a document, a PDF or text becomes a draft that loses no word."""
