-- The three tiers, in their order: red < yellow < green.

CREATE TYPE tier AS ENUM ('red', 'yellow', 'green');

COMMENT ON TYPE tier IS 'health tier of an account: red < yellow < green';
