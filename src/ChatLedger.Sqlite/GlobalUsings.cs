global using ChatLedger.Journal;
