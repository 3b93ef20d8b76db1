-- Records are read far more often than written, and always whole: as plain JSON they need not be printed again each time.
alter table institutions alter column record type json using record::json;
