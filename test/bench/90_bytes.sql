-- Bytes of one account's two years, as a column stores them (compressed where PostgreSQL does so): the mean over some accounts.
-- The array of usage is the leanest that answers the same: one number a day from a known first day on. Tickets are an array of
-- days, users one array of days and one of names beside it. jsonb has an object per value: days, or users, are its keys.
SELECT CASE :'scale' WHEN 'smoke' THEN 1 ELSE 50 END AS accounts \gset
CREATE TABLE stored (what text, account_id int, packed daily_series, members daily_members, days date[], names text[], amounts float8[], json jsonb);
INSERT INTO stored (what, account_id, packed, amounts, json)
SELECT 'two years of daily usage', account_id, daily_series(day, amount), array_agg(amount ORDER BY day), jsonb_object_agg(day, amount)
FROM (SELECT account_id, date '2024-01-01' + i AS day, CASE WHEN i % 7 < 5 THEN 20 + bench.chance(account_id || ' ' || i, 37) ELSE 0 END::float8 AS amount
      FROM generate_series(1, :accounts) AS account_id, generate_series(0, 730) AS i) AS u
GROUP BY account_id;
INSERT INTO stored (what, account_id, packed, days, json)
SELECT '50 tickets in two years', account_id, daily_series(day, n), array_agg(day ORDER BY day), jsonb_object_agg(day, n ORDER BY n)
FROM (SELECT account_id, date '2024-01-01' + bench.chance(account_id || ' ' || i, 731) AS day, 1 AS n
      FROM generate_series(1, :accounts) AS account_id, generate_series(1, 50) AS i) AS t
GROUP BY account_id;
INSERT INTO stored (what, account_id, members, days, names, json)
SELECT '50 users in two years, one in three of them on a working day', account_id, daily_members(day, name, 1), array_agg(day ORDER BY name, day),
       array_agg(name ORDER BY name, day), (SELECT jsonb_object_agg(name, days) FROM (
            SELECT name, jsonb_agg(day ORDER BY day) AS days FROM unnest(array_agg(day), array_agg(name)) AS d (day, name) GROUP BY name) AS j)
FROM (SELECT account_id, date '2024-01-01' + i AS day, 'user_' || 1000 * account_id + user_id AS name
      FROM generate_series(1, :accounts) AS account_id, generate_series(0, 730) AS i, generate_series(1, 50) AS user_id
      WHERE i % 7 < 5 AND bench.chance(account_id || ' ' || i || ' ' || user_id, 3) = 0) AS u
GROUP BY account_id;

INSERT INTO bench.bytes (what, ours, as_array, as_jsonb)
SELECT what, avg(coalesce(pg_column_size(packed), pg_column_size(members))),
       avg(coalesce(pg_column_size(amounts), 0) + coalesce(pg_column_size(days), 0) + coalesce(pg_column_size(names), 0)), avg(pg_column_size(json))
FROM stored GROUP BY what ORDER BY min(ctid);
DROP TABLE stored;
