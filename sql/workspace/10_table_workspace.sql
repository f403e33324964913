-- What a workspace keeps about itself, its sources, and what people record by hand.

CREATE TABLE @workspace@.workspace (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version text NOT NULL,
    account_key text NOT NULL CHECK (account_key IN ('bigint', 'text', 'uuid')),
    time_zone text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE @workspace@.workspace IS
    'one row: the version of the tables, and what was decided when the workspace was made';
COMMENT ON COLUMN @workspace@.workspace.only_row IS 'keeps it to one row';
COMMENT ON COLUMN @workspace@.workspace.version IS 'version of the extension that the tables belong to';
COMMENT ON COLUMN @workspace@.workspace.account_key IS 'type of the account ids';
COMMENT ON COLUMN @workspace@.workspace.time_zone IS 'a day is a day of this zone';
COMMENT ON COLUMN @workspace@.workspace.currency IS 'currency of all amounts, ISO 4217';
COMMENT ON COLUMN @workspace@.workspace.created_at IS 'when the workspace was made';

CREATE TABLE @workspace@.binding (
    source text PRIMARY KEY,
    query text NOT NULL,
    search_path text NOT NULL,
    columns text[] NOT NULL,
    as_of text NOT NULL CHECK (as_of IN ('recorded', 'assumed', 'current_only')),
    delivery text NOT NULL CHECK (delivery IN ('flow', 'state')),
    live_from date,
    live_to date CHECK (live_to >= live_from),
    complete_through text,
    usage_unit text CHECK (usage_unit IN ('active_user_days', 'events')),
    bound_at timestamptz NOT NULL DEFAULT now(),
    bound_by text NOT NULL DEFAULT current_user,
    row_count bigint,
    first_day date,
    last_day date,
    matched_share float8,
    observed_at timestamptz
);
COMMENT ON TABLE @workspace@.binding IS
    'which query feeds each source; the source views are made from it by bind() and rebind()';
COMMENT ON COLUMN @workspace@.binding.source IS 'name of the source';
COMMENT ON COLUMN @workspace@.binding.query IS 'the bound query, as it was written';
COMMENT ON COLUMN @workspace@.binding.search_path IS 'the schemas in which the query''s names are found';
COMMENT ON COLUMN @workspace@.binding.columns IS 'the columns of the contract that the query provides';
COMMENT ON COLUMN @workspace@.binding.as_of IS
    'can the rows say what was known on a past day: recorded, assumed (from the dates of the facts) or current_only';
COMMENT ON COLUMN @workspace@.binding.delivery IS
    'flow: rows arrive day by day, and a day may still be incomplete; state: the rows are always whole';
COMMENT ON COLUMN @workspace@.binding.live_from IS 'first day on which the feed counts; NULL: since ever';
COMMENT ON COLUMN @workspace@.binding.live_to IS 'last day on which the feed counts; NULL: until now';
COMMENT ON COLUMN @workspace@.binding.complete_through IS
    'SQL expression for the last day that is complete, may use as_of; NULL: told from the rows per day';
COMMENT ON COLUMN @workspace@.binding.usage_unit IS
    'usage is counted in active user-days, or in events where over 20 % of its rows name no user';
COMMENT ON COLUMN @workspace@.binding.bound_at IS 'when it was bound';
COMMENT ON COLUMN @workspace@.binding.bound_by IS 'who bound it';
COMMENT ON COLUMN @workspace@.binding.row_count IS 'rows at the last observation';
COMMENT ON COLUMN @workspace@.binding.first_day IS 'first day with a row, at the last observation';
COMMENT ON COLUMN @workspace@.binding.last_day IS 'last day with a row, at the last observation';
COMMENT ON COLUMN @workspace@.binding.matched_share IS 'share of rows whose account_id is one of source_account';
COMMENT ON COLUMN @workspace@.binding.observed_at IS 'when it was last observed';

CREATE TABLE @workspace@.feed_day (
    source text NOT NULL,
    day date NOT NULL,
    known_on date NOT NULL,
    rows bigint NOT NULL CHECK (rows > 0),
    PRIMARY KEY (source, day, known_on)
);
COMMENT ON TABLE @workspace@.feed_day IS
    'rows of each flow source per day and day of arrival; filled by bind() and observe_feeds()';
COMMENT ON COLUMN @workspace@.feed_day.source IS 'name of the source';
COMMENT ON COLUMN @workspace@.feed_day.day IS 'day on which the rows happened';
COMMENT ON COLUMN @workspace@.feed_day.known_on IS 'day on which they had arrived';
COMMENT ON COLUMN @workspace@.feed_day.rows IS 'how many';

CREATE TABLE @workspace@.new_feature (
    feature text PRIMARY KEY,
    first_on date NOT NULL
);
COMMENT ON TABLE @workspace@.new_feature IS
    'features whose events began for most accounts at once: new instrumentation, left out of usage levels for 90 days';
COMMENT ON COLUMN @workspace@.new_feature.feature IS 'feature, as usage names it';
COMMENT ON COLUMN @workspace@.new_feature.first_on IS 'first day of its events';

CREATE TABLE @workspace@.identity (
    source text NOT NULL,
    source_key text NOT NULL,
    account_id @account_key@ NOT NULL,
    how text,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to date NOT NULL DEFAULT 'infinity' CHECK (valid_to > valid_from),
    PRIMARY KEY (account_id, source, source_key, valid_from),
    -- a join would count the rows of a key twice that stood for two accounts; by its hash, which needs no other extension
    CONSTRAINT identity_one_account_at_a_time EXCLUDE USING gist (
        numrange(hashtextextended(source || E'\n' || source_key, 0)::numeric, hashtextextended(source || E'\n' || source_key, 0)::numeric, '[]') WITH &&,
        daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX identity_key ON @workspace@.identity (source, source_key);
COMMENT ON TABLE @workspace@.identity IS
    'which account a key of another system stands for, and in which period, one at a time; read by account_of()';
COMMENT ON COLUMN @workspace@.identity.source IS 'the other system, such as zendesk';
COMMENT ON COLUMN @workspace@.identity.source_key IS 'its key';
COMMENT ON COLUMN @workspace@.identity.account_id IS 'the account it stands for';
COMMENT ON COLUMN @workspace@.identity.valid_from IS 'first day on which it holds';
COMMENT ON COLUMN @workspace@.identity.how IS 'how it was found out: by hand, by email domain, …';
COMMENT ON COLUMN @workspace@.identity.valid_to IS 'first day on which it no longer holds';

CREATE TABLE @workspace@.pulse (
    account_id @account_key@ NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    author text NOT NULL DEFAULT current_user,
    value text NOT NULL CHECK (value IN ('red', 'yellow', 'green')),
    confidence text,
    reason text,
    known_at timestamptz CHECK (known_at >= at),
    PRIMARY KEY (account_id, at, author)
);
COMMENT ON TABLE @workspace@.pulse IS
    'what the account''s CSM thinks of its health, as recorded; append-only, the latest within 90 days counts';
COMMENT ON COLUMN @workspace@.pulse.account_id IS 'the account';
COMMENT ON COLUMN @workspace@.pulse.at IS 'when the opinion was given';
COMMENT ON COLUMN @workspace@.pulse.author IS 'who gave it';
COMMENT ON COLUMN @workspace@.pulse.value IS 'red, yellow or green';
COMMENT ON COLUMN @workspace@.pulse.confidence IS 'how sure the author is';
COMMENT ON COLUMN @workspace@.pulse.reason IS 'why';
COMMENT ON COLUMN @workspace@.pulse.known_at IS 'when it was entered, if that was after at; NULL: at once';

CREATE TABLE @workspace@.business_hours (
    weekday int PRIMARY KEY CHECK (weekday BETWEEN 1 AND 7),
    opens time NOT NULL,
    closes time NOT NULL CHECK (closes > opens)
);
COMMENT ON TABLE @workspace@.business_hours IS 'opening hours of the weekdays on which people work; 1 is Monday';
COMMENT ON COLUMN @workspace@.business_hours.weekday IS '1 is Monday, 7 Sunday';
COMMENT ON COLUMN @workspace@.business_hours.opens IS 'first minute of work, in the workspace''s zone';
COMMENT ON COLUMN @workspace@.business_hours.closes IS 'end of work';
INSERT INTO @workspace@.business_hours SELECT weekday, '09:00', '17:00' FROM generate_series(1, 5) AS weekday;

CREATE TABLE @workspace@.holiday (
    day date PRIMARY KEY,
    name text
);
COMMENT ON TABLE @workspace@.holiday IS 'days on which nobody works';
COMMENT ON COLUMN @workspace@.holiday.day IS 'the day';
COMMENT ON COLUMN @workspace@.holiday.name IS 'its name';

CREATE TABLE @workspace@.code_grant (
    object text NOT NULL,
    grantee text NOT NULL,
    privilege text NOT NULL,
    grantable boolean NOT NULL,
    PRIMARY KEY (object, grantee, privilege)
);
COMMENT ON TABLE @workspace@.code_grant IS
    'rights on views and functions as they were last seen, so that repair_workspace() can give them again';
COMMENT ON COLUMN @workspace@.code_grant.object IS 'kind and name of the view or function';
COMMENT ON COLUMN @workspace@.code_grant.grantee IS 'role, or PUBLIC';
COMMENT ON COLUMN @workspace@.code_grant.privilege IS 'what it may do';
COMMENT ON COLUMN @workspace@.code_grant.grantable IS 'may it grant that to others';

-- A table needs its trigger even while the extension is away, so this function belongs to the tables.
CREATE FUNCTION @workspace@.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of %.% are never changed or removed', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Add a newer row: the latest one counts.';
END
$$;
COMMENT ON FUNCTION @workspace@.append_only() IS 'trigger: refuses UPDATE, DELETE and TRUNCATE';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON @workspace@.pulse
    FOR EACH STATEMENT EXECUTE FUNCTION @workspace@.append_only();
COMMENT ON TRIGGER append_only ON @workspace@.pulse IS 'what was recorded stays';
