-- Who may see which accounts. Made first and dropped last: the policies of other tables read these.

CREATE TABLE @workspace@.reader_role (
    role_name text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('analyst', 'model_owner', 'csm', 'bi_reader', 'refresher', 'auditor')),
    granted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE @workspace@.reader_role IS 'which database roles grant_role() let in, and as what';
COMMENT ON COLUMN @workspace@.reader_role.role_name IS 'database role';
COMMENT ON COLUMN @workspace@.reader_role.kind IS 'analyst, model_owner, csm, bi_reader, refresher or auditor; all but a csm see every account';
COMMENT ON COLUMN @workspace@.reader_role.granted_at IS 'when';

CREATE TABLE @workspace@.account_assignment (
    account_id @account_key@ NOT NULL,
    person text NOT NULL,
    duty text NOT NULL,
    person_name text,
    role_name text,
    manager text,
    manager_role text,
    weekly_capacity float8,
    PRIMARY KEY (account_id, person, duty)
);
CREATE INDEX account_assignment_role ON @workspace@.account_assignment (role_name);
COMMENT ON TABLE @workspace@.account_assignment IS 'who is in charge of what on the last refreshed day; what a csm sees goes by it';
COMMENT ON COLUMN @workspace@.account_assignment.account_id IS 'account';
COMMENT ON COLUMN @workspace@.account_assignment.person IS 'colleague';
COMMENT ON COLUMN @workspace@.account_assignment.duty IS 'duty';
COMMENT ON COLUMN @workspace@.account_assignment.person_name IS 'name to show';
COMMENT ON COLUMN @workspace@.account_assignment.role_name IS 'database role of the person';
COMMENT ON COLUMN @workspace@.account_assignment.manager IS 'person who leads this one';
COMMENT ON COLUMN @workspace@.account_assignment.manager_role IS 'database role of that manager';
COMMENT ON COLUMN @workspace@.account_assignment.weekly_capacity IS 'hours a week for accounts';

-- A csm sees the accounts that are assigned to the role, or to those it leads. The owner is above this.
-- By oid: a name whose role is gone, or has not come with a dump, would be an error for every reader.
ALTER TABLE @workspace@.account_assignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON @workspace@.account_assignment USING (
    role_name = current_user OR manager_role = current_user
    OR (SELECT bool_or(r.kind <> 'csm') FROM @workspace@.reader_role r JOIN pg_roles p ON p.rolname = r.role_name WHERE pg_has_role(p.oid, 'USAGE')));
