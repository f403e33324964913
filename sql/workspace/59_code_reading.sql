-- Small pure pieces that the scores are put together from.

CREATE FUNCTION @workspace@.holds(subject float8, operator text, value float8)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE operator
           WHEN '<' THEN subject < value
           WHEN '<=' THEN subject <= value
           WHEN '=' THEN subject = value
           WHEN '>=' THEN subject >= value
           WHEN '>' THEN subject > value
           ELSE false
       END;
COMMENT ON FUNCTION @workspace@.holds(float8, text, float8) IS 'Whether subject operator value is true; NULL where the subject is';

CREATE FUNCTION @workspace@.reading(value float8, factor float8, digits int, reads text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round((value * factor)::numeric, digits)::text || ' ' || reads;
COMMENT ON FUNCTION @workspace@.reading(float8, float8, int, text) IS 'A raw value in words, as in "41 % of its own baseline"';

CREATE FUNCTION @workspace@.reason_in_words(reason text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE reason
           WHEN 'observed' THEN 'observed'
           WHEN 'not_applicable' THEN 'nothing to measure; its weight goes to the others'
           WHEN 'not_recorded' THEN 'nobody recorded what it needs'
           WHEN 'too_young' THEN 'the account is too young to tell'
           WHEN 'feed_stale' THEN 'its source has not delivered for too long'
           WHEN 'feed_gap' THEN 'the account does not deliver to its source'
           WHEN 'no_feed' THEN 'its source is not bound'
       END;
COMMENT ON FUNCTION @workspace@.reason_in_words(text) IS 'Why there is no value, in words';

CREATE FUNCTION @workspace@.measure_of(criterion text)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $body$
DECLARE
    found_measure text;
BEGIN
    SELECT m.measure INTO found_measure
    FROM @workspace@.measure m
    WHERE m.measure OPERATOR(pg_catalog.=) coalesce(
        (SELECT c.measure FROM @workspace@.criterion c JOIN @workspace@.model_in_use u USING (model, version)
         WHERE c.criterion OPERATOR(pg_catalog.=) measure_of.criterion ORDER BY u.is_default DESC, c.measure LIMIT 1), measure_of.criterion);
    IF found_measure IS NULL THEN
        RAISE EXCEPTION 'there is no criterion or measure %', coalesce(pg_catalog.quote_literal(criterion), 'NULL')
            USING ERRCODE = 'undefined_object',
                  HINT = 'Known are: ' || (SELECT pg_catalog.string_agg(m.measure, ', ' ORDER BY m.measure COLLATE "C") FROM @workspace@.measure m) || '.';
    END IF;
    RETURN found_measure;
END;
$body$;
COMMENT ON FUNCTION @workspace@.measure_of(text) IS 'The measure of a criterion of a model in use, or the measure of that name; an unknown one is an error';
