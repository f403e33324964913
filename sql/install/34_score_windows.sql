-- Window functions over evaluations: OVER (PARTITION BY account_id ORDER BY day). They look at the rows of the partition up to
-- the current one, whatever the frame, and give what the readers of score_history give for the row's day.

CREATE FUNCTION score_drop(points double precision, day date, days integer) RETURNS numeric
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_drop';
CREATE FUNCTION confirmed_tier(points double precision, day date, scale tier_scale) RETURNS tier
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_confirmed_tier';
CREATE FUNCTION tier_transition(points double precision, day date, scale tier_scale) RETURNS text
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_transition';
CREATE FUNCTION days_in_tier(points double precision, day date, scale tier_scale) RETURNS integer
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_days_in_tier';
CREATE FUNCTION declining_periods(value double precision) RETURNS integer
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_declining_periods';
CREATE FUNCTION smoothed(points double precision, day date, half_life double precision) RETURNS numeric
    LANGUAGE c WINDOW IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_smoothed';

COMMENT ON FUNCTION score_drop(double precision, date, integer) IS
    'how far the points are below the highest from days before the row on: 0 at the peak, NULL where there are no points';
COMMENT ON FUNCTION confirmed_tier(double precision, date, tier_scale) IS
    'the confirmed tier of the row, NULL where there are no points';
COMMENT ON FUNCTION tier_transition(double precision, date, tier_scale) IS
    'green to yellow, for instance, where the confirmed tier changed with this row; else NULL';
COMMENT ON FUNCTION days_in_tier(double precision, date, tier_scale) IS
    'for how many days the confirmed tier of the row has been what it is; NULL where there are no points';
COMMENT ON FUNCTION declining_periods(double precision) IS
    'how many values in a row, up to this one, were lower than the one before; NULL where there is no value';
COMMENT ON FUNCTION smoothed(double precision, date, double precision) IS
    'the mean of all points so far, each with half the weight of one that is half_life days younger; NULL where there are no points';
