-- What was published: one row per account and day, by model version; and how it came to be.

CREATE TABLE @workspace@.account_history (
    account_id @account_key@ NOT NULL,
    day date NOT NULL,
    model_key int NOT NULL,
    revision smallint NOT NULL DEFAULT 1 CHECK (revision > 0),
    is_latest boolean NOT NULL DEFAULT true,
    points numeric,
    worst numeric,
    best numeric,
    coverage numeric,
    model_coverage numeric,
    points_without_pulse numeric,
    tier text,
    reason text,
    phase text,
    arr numeric,
    owner text,
    segment text,
    -- of each criterion of the version, in byte order of its name
    criterion_values float8[] NOT NULL,
    criterion_reasons text NOT NULL,
    criterion_flags text[],
    limits text[],
    limits_at_most float8[],
    conditions int[],
    input_digest bigint NOT NULL,
    refreshed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, day, model_key, revision)
) PARTITION BY RANGE (day);
COMMENT ON TABLE @workspace@.account_history IS
    'the score of each account and day as it was published, by model version, one partition a month; written by refresh only';
COMMENT ON COLUMN @workspace@.account_history.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_history.day IS 'day as of which it was scored';
COMMENT ON COLUMN @workspace@.account_history.model_key IS 'the model version, as in the table model';
COMMENT ON COLUMN @workspace@.account_history.revision IS '1 as first published; one more each time that late rows changed what the sources say';
COMMENT ON COLUMN @workspace@.account_history.is_latest IS 'false once a later revision took its place';
COMMENT ON COLUMN @workspace@.account_history.points IS 'points, 0 to 100; NULL where too little is known';
COMMENT ON COLUMN @workspace@.account_history.worst IS 'points if all that is missing had 0';
COMMENT ON COLUMN @workspace@.account_history.best IS 'points if all that is missing had 100';
COMMENT ON COLUMN @workspace@.account_history.coverage IS 'observed share of the bound and applicable weight';
COMMENT ON COLUMN @workspace@.account_history.model_coverage IS 'share of the weight whose sources are bound';
COMMENT ON COLUMN @workspace@.account_history.points_without_pulse IS 'points without the criteria that are the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.account_history.tier IS 'confirmed tier, from the 400 days up to this one by this version: red, yellow, green; NULL without points';
COMMENT ON COLUMN @workspace@.account_history.reason IS 'why there are no points';
COMMENT ON COLUMN @workspace@.account_history.phase IS 'phase of the account on the day';
COMMENT ON COLUMN @workspace@.account_history.arr IS 'annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.account_history.owner IS 'person in charge on the day';
COMMENT ON COLUMN @workspace@.account_history.segment IS 'segment on the day';
COMMENT ON COLUMN @workspace@.account_history.criterion_values IS 'raw values';
COMMENT ON COLUMN @workspace@.account_history.criterion_reasons IS
    'a letter each: o observed, a not_applicable, r not_recorded, y too_young, s feed_stale, g feed_gap, f no_feed';
COMMENT ON COLUMN @workspace@.account_history.criterion_flags IS 'flags; NULL where there is none';
COMMENT ON COLUMN @workspace@.account_history.limits IS 'reasons of the limits that held, the lowest first; NULL where none did';
COMMENT ON COLUMN @workspace@.account_history.limits_at_most IS 'the points that those limits allow';
COMMENT ON COLUMN @workspace@.account_history.conditions IS 'conditions of trigger rules that held; NULL where none did';
COMMENT ON COLUMN @workspace@.account_history.input_digest IS 'digest of what the row was made from: verify() tells a changed source from a changed row by it';
COMMENT ON COLUMN @workspace@.account_history.refreshed_at IS 'when it was written';

CREATE TABLE @workspace@.account_model (
    account_id @account_key@ NOT NULL,
    from_day date NOT NULL,
    model_key int NOT NULL,
    is_current boolean NOT NULL DEFAULT true,
    PRIMARY KEY (account_id, from_day)
);
COMMENT ON TABLE @workspace@.account_model IS 'by which model version readers see each account, and since when; written by refresh and activate_model';
COMMENT ON COLUMN @workspace@.account_model.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_model.from_day IS 'refreshed day from which on this version was the one to read';
COMMENT ON COLUMN @workspace@.account_model.model_key IS 'the model version, as in the table model';
COMMENT ON COLUMN @workspace@.account_model.is_current IS 'false once another version took its place';

CREATE TABLE @workspace@.refreshed_day (
    day date NOT NULL,
    model_key int NOT NULL,
    bucket int NOT NULL,
    buckets int NOT NULL CHECK (buckets > 0 AND bucket BETWEEN 0 AND buckets - 1),
    accounts bigint NOT NULL,
    seconds float8 NOT NULL,
    refreshed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (day, model_key, buckets, bucket)
);
COMMENT ON TABLE @workspace@.refreshed_day IS 'which days are in the history, by model version and share of the accounts';
COMMENT ON COLUMN @workspace@.refreshed_day.day IS 'day';
COMMENT ON COLUMN @workspace@.refreshed_day.model_key IS 'model version';
COMMENT ON COLUMN @workspace@.refreshed_day.bucket IS 'which share of the accounts, from 0';
COMMENT ON COLUMN @workspace@.refreshed_day.buckets IS 'into how many shares the accounts were split';
COMMENT ON COLUMN @workspace@.refreshed_day.accounts IS 'how many accounts were scored';
COMMENT ON COLUMN @workspace@.refreshed_day.seconds IS 'how long it took';
COMMENT ON COLUMN @workspace@.refreshed_day.refreshed_at IS 'when it was last scored';

CREATE TABLE @workspace@.refresh_run (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed', 'stopped', 'dead')),
    model_key int NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    batches int NOT NULL,
    batches_done int NOT NULL DEFAULT 0,
    batches_failed int NOT NULL DEFAULT 0,
    rows_written bigint NOT NULL DEFAULT 0,
    error text,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    started_by text NOT NULL DEFAULT current_user,
    backend int NOT NULL DEFAULT pg_backend_pid(),
    written_from date,
    is_settled boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE @workspace@.refresh_run IS 'runs of refresh, their progress and their errors';
COMMENT ON COLUMN @workspace@.refresh_run.run_id IS 'number of the run';
COMMENT ON COLUMN @workspace@.refresh_run.status IS 'running; done; failed: a batch failed, the others are in; stopped: a limit was reached; dead: the session was gone, the next run took over';
COMMENT ON COLUMN @workspace@.refresh_run.model_key IS 'model version';
COMMENT ON COLUMN @workspace@.refresh_run.from_day IS 'first day asked for';
COMMENT ON COLUMN @workspace@.refresh_run.to_day IS 'last day asked for';
COMMENT ON COLUMN @workspace@.refresh_run.batches IS 'batches to do: days times buckets';
COMMENT ON COLUMN @workspace@.refresh_run.batches_done IS 'batches committed';
COMMENT ON COLUMN @workspace@.refresh_run.batches_failed IS 'batches that failed';
COMMENT ON COLUMN @workspace@.refresh_run.rows_written IS 'rows of the history that were written';
COMMENT ON COLUMN @workspace@.refresh_run.error IS 'the first error';
COMMENT ON COLUMN @workspace@.refresh_run.started_at IS 'when it began';
COMMENT ON COLUMN @workspace@.refresh_run.seen_at IS 'when its last batch ended';
COMMENT ON COLUMN @workspace@.refresh_run.ended_at IS 'when it ended';
COMMENT ON COLUMN @workspace@.refresh_run.started_by IS 'who called it';
COMMENT ON COLUMN @workspace@.refresh_run.backend IS 'process of the session';
COMMENT ON COLUMN @workspace@.refresh_run.written_from IS 'the first day of which a row was written';
COMMENT ON COLUMN @workspace@.refresh_run.is_settled IS 'whether what follows from its days is worked out: confirmed tiers of later days, hits, details, cases; of a dead run the next one does it';

CREATE TABLE @workspace@.dirty_account (
    account_id @account_key@ NOT NULL,
    from_day date NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, from_day)
);
COMMENT ON TABLE @workspace@.dirty_account IS 'accounts to be scored again from a day on: mark_dirty() writes it, refresh(only_dirty => true) empties it';
COMMENT ON COLUMN @workspace@.dirty_account.account_id IS 'account';
COMMENT ON COLUMN @workspace@.dirty_account.from_day IS 'first day to score again';
COMMENT ON COLUMN @workspace@.dirty_account.marked_at IS 'when it was marked';
COMMENT ON SEQUENCE @workspace@.refresh_run_run_id_seq IS 'numbers of runs';
