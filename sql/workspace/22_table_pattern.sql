-- Patterns: several measures that together say more than their points do. Flags with evidence, which give and take no points.

CREATE TABLE @workspace@.pattern (
    pattern text PRIMARY KEY,
    condition_id int NOT NULL UNIQUE CHECK (condition_id BETWEEN 1000 AND 9999),
    label text NOT NULL CHECK (label <> ''),
    kind text NOT NULL CHECK (kind IN ('risk', 'context')),
    makes_hollow boolean NOT NULL DEFAULT false,
    means text NOT NULL CHECK (means <> ''),
    advice text NOT NULL CHECK (advice <> '')
);
COMMENT ON TABLE @workspace@.pattern IS 'what several measures say together: a risk that points do not show, or context that explains a change';
COMMENT ON COLUMN @workspace@.pattern.pattern IS 'name of the pattern';
COMMENT ON COLUMN @workspace@.pattern.condition_id IS 'number, as account_history.conditions has it';
COMMENT ON COLUMN @workspace@.pattern.label IS 'name that a reader sees';
COMMENT ON COLUMN @workspace@.pattern.kind IS 'risk, or context: it explains, and calls for nothing by itself';
COMMENT ON COLUMN @workspace@.pattern.makes_hollow IS 'whether a green account with it needs a look: see hollow_green';
COMMENT ON COLUMN @workspace@.pattern.means IS 'what it tells about the customer';
COMMENT ON COLUMN @workspace@.pattern.advice IS 'what to do about it';

CREATE TABLE @workspace@.pattern_condition (
    pattern text NOT NULL REFERENCES @workspace@.pattern ON DELETE CASCADE,
    part int NOT NULL CHECK (part BETWEEN 1 AND 99),
    alternative int NOT NULL DEFAULT 1 CHECK (alternative > 0),
    measure text NOT NULL REFERENCES @workspace@.measure,
    operator text CHECK (operator IN ('<', '<=', '=', '>=', '>')),
    value float8,
    flag text CHECK (flag <> ''),
    or_missing boolean NOT NULL DEFAULT false,
    PRIMARY KEY (pattern, part, alternative),
    CHECK ((operator IS NULL) = (value IS NULL) AND (flag IS NULL) <> (value IS NULL))
);
COMMENT ON TABLE @workspace@.pattern_condition IS 'a pattern holds where each of its parts does, and a part where one of its alternatives does';
COMMENT ON COLUMN @workspace@.pattern_condition.pattern IS 'pattern';
COMMENT ON COLUMN @workspace@.pattern_condition.part IS 'part of it: all of them have to hold';
COMMENT ON COLUMN @workspace@.pattern_condition.alternative IS 'alternative within the part: one of them has to hold';
COMMENT ON COLUMN @workspace@.pattern_condition.measure IS 'measure whose value is compared, or whose flag is looked at';
COMMENT ON COLUMN @workspace@.pattern_condition.operator IS 'it holds where the measure''s value, operator, value is true';
COMMENT ON COLUMN @workspace@.pattern_condition.value IS 'what the measure''s value is compared with';
COMMENT ON COLUMN @workspace@.pattern_condition.flag IS 'it holds where the measure carries this flag';
COMMENT ON COLUMN @workspace@.pattern_condition.or_missing IS 'it holds also where the measure has no value';

INSERT INTO @workspace@.pattern (pattern, condition_id, label, kind, makes_hollow, means, advice) VALUES
    ('quiet_integrated', 1001, 'Quiet but integrated', 'context', false, 'Few people come, and their systems work on: that is no decline', 'Leave the users alone; see whether the sponsor knows what it does for them'),
    ('power_user', 1002, 'Power user without budget', 'risk', true, 'Most of the use is one person''s, who does not decide on the renewal', 'Have the power user show a decider what it does'),
    ('concentrated', 1003, 'Use rests on few', 'risk', true, 'If one person leaves, the use is gone', 'Find two more people who have the same work'),
    ('trapped', 1004, 'Trapped in hand work', 'risk', true, 'They use it much because it makes them work: by hand, and with errors that do not fall', 'Automate the step that is done by hand most often'),
    ('busy_not_valuable', 1005, 'Busy without value', 'risk', true, 'They use it as ever, and nobody can name what came of it', 'Ask for the last thing that got better, and write it down'),
    ('active_frustrated', 1006, 'Active and frustrated', 'risk', true, 'They use it as ever, and more goes wrong', 'Find the step that fails, before they find another product'),
    ('advanced_spike', 1007, 'Tickets from advanced use', 'context', false, 'Many tickets at once, because they take up advanced features: they ask how to', 'A training, not a rescue'),
    ('onboarding_spike', 1008, 'Tickets while onboarding', 'context', false, 'Many tickets in the first 90 days are what beginnings look like', 'Answer fast, and see that they fall'),
    ('late_spike', 1009, 'Tickets rise late', 'risk', true, 'Tickets rise long after onboarding: something has changed, and not because they learn', 'Ask what changed: release, process or people'),
    ('silent', 1010, 'Silent', 'risk', true, 'No ticket, no answer and no meeting for 60 days, where there used to be some', 'Call, do not write; somebody who is not the usual contact'),
    ('polite_exit', 1011, 'Polite exit', 'risk', true, 'Usage is as ever, while answers and meetings fade and problems stay unsolved before a renewal: they have decided', 'Ask the sponsor whether they look at alternatives, and mean it'),
    ('stalled_goal', 1012, 'Goal without progress', 'risk', false, 'A goal is open and nothing has been reached for 60 days', 'Drop the goal together, or name who moves it by when'),
    ('missing_sponsor', 1013, 'Sponsor missing', 'risk', true, 'The executive sponsor is gone, or has been silent for 90 days', 'Ask the champion who stands for it now, and meet that person'),
    ('single_threaded', 1014, 'One contact only', 'risk', true, 'One person is all we have', 'Ask the one you know for two more names'),
    ('stopped_answering', 1015, 'Stopped answering surveys', 'risk', false, 'Somebody who used to answer does not any more: the mean of the others looks better than it is', 'Ask in person'),
    ('quiet_before_renewal', 1016, 'Quiet before the renewal', 'risk', true, 'Two to four months before the renewal there is hardly any contact, where there used to be some', 'Open the renewal now, with what was achieved'),
    ('late_first_value', 1017, 'First value late', 'risk', true, 'What was to convince them first has not come, or came a month late', 'Cut it to what can work within two weeks'),
    ('external_event', 1018, 'Something happened around them', 'context', false, 'Sponsor left, acquired, competitor seen, budget cut: read every number in its light', 'Find out what it means for them before you act on a score'),
    ('champion_gone', 1019, 'Champion gone', 'context', false, 'A champion left within 60 days and there is no other: a drop in use may be that', 'Find the successor before you look at usage'),
    ('implementation_open', 1020, 'Implementation open', 'context', false, 'Something of the implementation is not done: low use may be that', 'Finish what is open before you judge the use');

INSERT INTO @workspace@.pattern_condition (pattern, part, alternative, measure, operator, value, flag, or_missing) VALUES
    ('quiet_integrated', 1, 1, 'usage_level', NULL, NULL, 'quiet_integrated', false),
    ('power_user', 1, 1, 'top_user_share', NULL, NULL, 'power_user', false),
    ('concentrated', 1, 1, 'top_user_share', NULL, NULL, 'concentrated', false),
    ('trapped', 1, 1, 'usage_level', '>=', 0.8, NULL, false),
    ('trapped', 2, 1, 'manual_share', '>=', 0.05, NULL, false),
    ('trapped', 3, 1, 'toil_share', '>=', 0.75, NULL, false),
    ('trapped', 4, 1, 'error_change', '>=', 0.9, NULL, false),
    ('busy_not_valuable', 1, 1, 'usage_level', '>=', 1, NULL, false),
    ('busy_not_valuable', 2, 1, 'value_evidence', '=', 0, NULL, false),
    ('busy_not_valuable', 3, 1, 'goal_stalled_days', '>=', 90, NULL, true),
    ('active_frustrated', 1, 1, 'usage_level', '>=', 1, NULL, false),
    ('active_frustrated', 2, 1, 'error_change', '>=', 2, NULL, false),
    ('active_frustrated', 2, 2, 'negative_sentiment', '>=', 0.5, NULL, false),
    ('active_frustrated', 2, 3, 'ticket_change', NULL, NULL, 'rising', false),
    ('advanced_spike', 1, 1, 'ticket_change', NULL, NULL, 'rising', false),
    ('advanced_spike', 1, 2, 'ticket_change', '>=', 2, NULL, false),
    ('advanced_spike', 2, 1, 'maturity_change', '>', 0, NULL, false),
    ('advanced_spike', 3, 1, 'how_to_share', '>=', 0.6, NULL, false),
    ('onboarding_spike', 1, 1, 'ticket_change', NULL, NULL, 'rising', false),
    ('onboarding_spike', 1, 2, 'ticket_change', NULL, NULL, 'new', false),
    ('onboarding_spike', 2, 1, 'tenure_days', '<=', 90, NULL, false),
    ('late_spike', 1, 1, 'ticket_change', NULL, NULL, 'rising', false),
    ('late_spike', 2, 1, 'tenure_days', '>', 240, NULL, false),
    ('late_spike', 3, 1, 'how_to_share', '<', 0.6, NULL, true),
    ('silent', 1, 1, 'silent_days', NULL, NULL, 'silent', false),
    ('polite_exit', 1, 1, 'usage_level', '>=', 0.85, NULL, false),
    ('polite_exit', 2, 1, 'usage_level', '<=', 1.15, NULL, false),
    ('polite_exit', 3, 1, 'unsolved_tickets', '>=', 2, NULL, false),
    ('polite_exit', 4, 1, 'responsiveness_change', '<', 0, NULL, false),
    ('polite_exit', 5, 1, 'meeting_change', '<', 1, NULL, false),
    ('polite_exit', 5, 2, 'contact_level', '<', 0.75, NULL, false),
    ('polite_exit', 6, 1, 'renewal_days', '>=', 0, NULL, false),
    ('polite_exit', 7, 1, 'renewal_days', '<=', 180, NULL, false),
    ('polite_exit', 8, 1, 'nps', '>=', 7, NULL, true),
    ('polite_exit', 9, 1, 'nps', '<=', 8, NULL, true),
    ('stalled_goal', 1, 1, 'goal_stalled_days', '>=', 60, NULL, false),
    ('missing_sponsor', 1, 1, 'sponsor_missing', '=', 1, NULL, false),
    ('single_threaded', 1, 1, 'reach', NULL, NULL, 'single_threaded', false),
    ('stopped_answering', 1, 1, 'nps_participation', NULL, NULL, 'stopped_responding', false),
    ('quiet_before_renewal', 1, 1, 'renewal_days', '>=', 60, NULL, false),
    ('quiet_before_renewal', 2, 1, 'renewal_days', '<=', 120, NULL, false),
    ('quiet_before_renewal', 3, 1, 'contact_level', '<', 0.25, NULL, false),
    ('late_first_value', 1, 1, 'first_value_delay', NULL, NULL, 'late', false),
    ('late_first_value', 1, 2, 'first_value_delay', '>=', 30, NULL, false),
    ('late_first_value', 2, 1, 'tenure_days', '<=', 365, NULL, false),
    ('external_event', 1, 1, 'external_events', '>=', 1, NULL, false),
    ('champion_gone', 1, 1, 'champion_gone', '=', 1, NULL, false),
    ('implementation_open', 1, 1, 'implementation_open', '>=', 1, NULL, false);
