-- Where the database was when its history got its name. Elsewhere it is a copy. Empty as long as nobody has looked.
ALTER TABLE server ADD COLUMN place TEXT NOT NULL DEFAULT '';
