-- trend(): whether an array of numbers falls or rises.

CREATE FUNCTION trend(numbers double precision[], OUT n integer, OUT slope double precision, OUT median double precision, OUT direction text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_trend';
COMMENT ON FUNCTION trend(double precision[]) IS
    'how many numbers, their Theil-Sen slope per step, their median, and by the test of Mann and Kendall at 10 % whether they are falling, rising or none of these';
