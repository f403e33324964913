-- Measures of the user's own: add_measure() makes this function anew with one arm for each.

CREATE FUNCTION @workspace@.own_measures(as_of date)
RETURNS TABLE (account_id @account_key@, measure text, value float8, reason text, flag text, latest_on date, n bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $body$SELECT NULL::@account_key@, NULL::text, NULL::double precision, NULL::text, NULL::text, NULL::date, NULL::bigint WHERE false$body$;
COMMENT ON FUNCTION @workspace@.own_measures(date) IS 'What the measures that add_measure() made give on a day';
