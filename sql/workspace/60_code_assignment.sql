-- Which account is scored by which of the models in use.

CREATE FUNCTION @workspace@.assignment_holds(subject text, operator text, value text, segment text, industry text, importance text, contract_stage text, phase text,
                                             tenure int, arr numeric)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
           WHEN subject IN ('tenure', 'arr') THEN coalesce(@workspace@.holds(
               CASE subject WHEN 'tenure' THEN tenure::float8 ELSE arr::float8 END, operator, value::float8), false)
           ELSE ((CASE subject WHEN 'segment' THEN segment WHEN 'industry' THEN industry WHEN 'importance' THEN importance
                                            WHEN 'contract_stage' THEN contract_stage ELSE phase END) IS NOT DISTINCT FROM value) = (operator = '=')
       END;
COMMENT ON FUNCTION @workspace@.assignment_holds(text, text, text, text, text, text, text, text, int, numeric) IS
    'Whether a row of model_assignment holds for an account with these attributes; what is not known equals nothing';

CREATE FUNCTION @workspace@.account_models(as_of date)
RETURNS TABLE (account_id @account_key@, model_key int, ordinal int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, coalesce(f.model_key, d.model_key), f.ordinal
    FROM @workspace@.accounts(as_of) a
    LEFT JOIN @workspace@.model_in_use d ON d.is_default
    LEFT JOIN LATERAL (
        SELECT min(u.model_key) AS model_key, r.ordinal
        FROM @workspace@.model_assignment r
        JOIN @workspace@.model_in_use u ON u.model = r.model
        GROUP BY r.ordinal
        HAVING bool_and(@workspace@.assignment_holds(r.subject, r.operator, r.value, a.segment, a.industry, a.importance, a.contract_stage, a.phase, a.tenure, a.arr))
        ORDER BY r.ordinal
        LIMIT 1
    ) f ON true;
END;
COMMENT ON FUNCTION @workspace@.account_models(date) IS
    'By which model version each account is scored as of a day, and the ordinal of the rows in model_assignment that say so; NULL for the version that scores all others';

-- Nothing to ask where one version scores all, which is the rule: no rows, and no cost.
CREATE FUNCTION @workspace@.assigned_models(as_of date, key int)
RETURNS TABLE (account_id @account_key@, model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, a.model_key
    FROM @workspace@.account_models(as_of) a
    WHERE assigned_models.key = 0 AND (SELECT count(*) FROM @workspace@.model_in_use) > 1;
END;
COMMENT ON FUNCTION @workspace@.assigned_models(date, int) IS 'account_models(), where several versions are in use and none is asked for by its key (0); else no rows';

CREATE FUNCTION @workspace@.model_of(account_id @account_key@, as_of date)
RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((SELECT a.model_key FROM @workspace@.assigned_models(model_of.as_of, 0) a WHERE a.account_id = model_of.account_id),
                (SELECT u.model_key FROM @workspace@.model_in_use u WHERE u.is_default));
COMMENT ON FUNCTION @workspace@.model_of(@account_key@, date) IS 'The version by which one account is scored as of a day';
