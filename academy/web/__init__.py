"""What site, desk and api share: transactions, the current account, the guard, errors, language, security, speed."""
