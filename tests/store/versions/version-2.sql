CREATE TABLE account (
    number text NOT NULL,
    use_ids boolean NOT NULL,
    revision integer NOT NULL
);
CREATE TABLE batch (
    id integer NOT NULL,
    status text NOT NULL,
    at text NOT NULL,
    file text,
    digest text,
    layout text,
    added integer NOT NULL,
    changed integer NOT NULL,
    known integer NOT NULL,
    waiting integer NOT NULL,
    problems integer NOT NULL,
    skipped integer NOT NULL,
    revision integer,
    reading text
);
CREATE SEQUENCE batch_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE batch_id_seq OWNED BY batch.id;
CREATE TABLE change (
    id integer NOT NULL,
    key text NOT NULL,
    batch integer,
    at text NOT NULL,
    field text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE change_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE change_id_seq OWNED BY change.id;
CREATE TABLE counterparty (
    identifier text NOT NULL,
    name text,
    own_name text,
    merged_into text
);
CREATE TABLE cover (
    batch integer NOT NULL,
    account text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    whole_days boolean NOT NULL,
    gaps boolean NOT NULL
);
CREATE TABLE hand_over (
    sink text NOT NULL,
    key text NOT NULL,
    status text NOT NULL,
    digest text NOT NULL,
    at text NOT NULL,
    reference text,
    note text
);
CREATE TABLE rule (
    number integer NOT NULL,
    since integer NOT NULL,
    until integer,
    match text NOT NULL,
    wallet text,
    category text,
    project text,
    name text,
    kind text,
    split text,
    priority integer NOT NULL
);
CREATE TABLE rule_default (
    name text NOT NULL,
    since integer NOT NULL,
    until integer,
    wallet text,
    category text,
    project text
);
CREATE TABLE sighting (
    batch integer NOT NULL,
    key text NOT NULL
);
CREATE TABLE stated_balance (
    batch integer NOT NULL,
    number integer NOT NULL,
    account text NOT NULL,
    currency text,
    day date NOT NULL,
    at_end boolean NOT NULL,
    units bigint NOT NULL,
    decimals smallint NOT NULL,
    line integer
);
CREATE TABLE statementkit_store (
    id integer NOT NULL,
    version integer NOT NULL,
    revision integer NOT NULL
);
CREATE SEQUENCE statementkit_store_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE statementkit_store_id_seq OWNED BY statementkit_store.id;
CREATE TABLE transaction (
    key text NOT NULL,
    fingerprint text NOT NULL,
    batch integer NOT NULL,
    own_account text NOT NULL,
    parent text,
    booked_on date NOT NULL,
    value_on date,
    units bigint NOT NULL,
    decimals smallint NOT NULL,
    currency text,
    name text,
    tax_id text,
    account text,
    bic text,
    description text,
    reference text,
    invoice_number text,
    check_number text,
    bank_id text,
    kind text NOT NULL,
    balance text,
    extra text,
    line integer,
    branch integer,
    vanished boolean NOT NULL,
    party text,
    wallet text,
    category text,
    project text,
    own_name text,
    own_kind text,
    split text,
    reasons text,
    edited text,
    rules integer
);
CREATE TABLE transfer (
    one text NOT NULL,
    other text NOT NULL,
    is_pair boolean NOT NULL,
    at text NOT NULL
);
ALTER TABLE ONLY batch ALTER COLUMN id SET DEFAULT nextval('batch_id_seq'::regclass);
ALTER TABLE ONLY change ALTER COLUMN id SET DEFAULT nextval('change_id_seq'::regclass);
ALTER TABLE ONLY statementkit_store ALTER COLUMN id SET DEFAULT nextval('statementkit_store_id_seq'::regclass);
INSERT INTO account VALUES ('EE471000001020145685', true, 2);
INSERT INTO account VALUES ('EE382200221020145685', true, 6);
INSERT INTO batch VALUES (1, 'done', '2024-04-01T12:00:00+00:00', 'march.csv', 'c91b0f6a219f713463b6e18f6b1e71f2aa299f3a88e13a46c409c3a05346eff5', 'hansa', 7, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO batch VALUES (2, 'done', '2024-04-01T12:00:00+00:00', 'savings.csv', '6715f8f8e92f8961bc98258fee10af634a0a7d3bc7f3e7b8fa4818b9b16a408a', 'hansa', 1, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO batch VALUES (3, 'undone', '2024-04-01T12:00:00+00:00', 'mistaken.csv', '0921b2fbbd321711a651b41d270e4a1652a6027077d795dc8acc839c560b03c1', 'hansa', 1, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO batch VALUES (4, 'done', '2024-04-01T12:00:00+00:00', 'april.csv', 'f22a93630bce27e61c69e06f54df1d12e400986ecd67bc18eb52d3228742d697', 'hansa', 1, 0, 1, 0, 0, 0, NULL, NULL);
INSERT INTO change VALUES (1, 'h1:3ddc8624ebf0c45bc2f7f60a0a8e2a0f#1', 4, '2024-04-01T12:00:00+00:00', 'vanished', 'false', 'true');
INSERT INTO change VALUES (2, 'h1:dfba8c5b276247e88896be96b3edaf71#1', 4, '2024-04-01T12:00:00+00:00', 'vanished', 'false', 'true');
INSERT INTO change VALUES (3, 'h1:3ddc8624ebf0c45bc2f7f60a0a8e2a0f#1', NULL, '2024-04-01T12:00:00+00:00', 'category', '"Rent"', '"Office"');
INSERT INTO counterparty VALUES ('account:EE471000001020145685', 'Hoius', NULL, NULL);
INSERT INTO counterparty VALUES ('account:EE382200221020145685', 'Hoius', NULL, NULL);
INSERT INTO counterparty VALUES ('tax:10421629', 'Saku Puit OÜ', 'Puit', NULL);
INSERT INTO cover VALUES (1, 'EE382200221020145685', '2024-03-01', '2024-03-05', true, false);
INSERT INTO cover VALUES (2, 'EE471000001020145685', '2024-03-05', '2024-03-05', true, false);
INSERT INTO cover VALUES (4, 'EE382200221020145685', '2024-03-03', '2024-03-06', true, false);
INSERT INTO rule VALUES (1, 8, NULL, 'tax_id=10421629', NULL, 'Office', NULL, NULL, NULL, NULL, 0);
INSERT INTO sighting VALUES (4, 'h1:b1ec0b131f94323bc8c30bc12dbff825#1');
INSERT INTO statementkit_store VALUES (1, 2, 8);
INSERT INTO transaction VALUES ('h1:1add3161da906453fd12f8d006a23fe3#1', '1add3161da906453fd12f8d006a23fe3', 1, 'EE382200221020145685', NULL, '2024-03-01', NULL, -320, 2, 'EUR', 'Kohvik Hommik', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'payment', '96.80', '{"rate": {"decimal": "1.08"}, "status": "booked"}', NULL, NULL, false, NULL, 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:1add3161da906453fd12f8d006a23fe3#2', '1add3161da906453fd12f8d006a23fe3', 1, 'EE382200221020145685', NULL, '2024-03-01', NULL, -320, 2, 'EUR', 'Kohvik Hommik', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, false, NULL, 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('i1:EE382200221020145685:b-1#1', '6d654c76f5ae164373e05d86a1a485ca', 1, 'EE382200221020145685', NULL, '2024-03-02', NULL, -1000, 2, 'EUR', 'Tartu Raamat', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'b-1', 'payment', NULL, NULL, NULL, NULL, false, NULL, 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('i1:EE382200221020145685:b-1#1+1', '6d654c76f5ae164373e05d86a1a485ca', 1, 'EE382200221020145685', 'i1:EE382200221020145685:b-1#1', '2024-03-02', NULL, -30, 2, 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fee', NULL, NULL, NULL, NULL, false, NULL, 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:b1ec0b131f94323bc8c30bc12dbff825#1', 'b1ec0b131f94323bc8c30bc12dbff825', 1, 'EE382200221020145685', NULL, '2024-03-03', NULL, 25000, 2, 'EUR', 'Saku Puit OÜ', '10421629', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, false, 'tax:10421629', 'Bank', 'Sales', 'Shop', NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [1, null, []], "project": [1, null, []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:bc1720c90a903d80b688e532e72c6d03#1', 'bc1720c90a903d80b688e532e72c6d03', 2, 'EE471000001020145685', NULL, '2024-03-05', NULL, 5000, 2, 'EUR', 'Hoius', NULL, 'EE382200221020145685', NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, false, 'account:EE382200221020145685', 'Bank', NULL, NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:6a8efa2e93a7bd18f6a98bf87252289c#1', '6a8efa2e93a7bd18f6a98bf87252289c', 4, 'EE382200221020145685', NULL, '2024-03-06', NULL, -320, 2, 'EUR', 'Kohvik Hommik', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, false, NULL, 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:dfba8c5b276247e88896be96b3edaf71#1', 'dfba8c5b276247e88896be96b3edaf71', 1, 'EE382200221020145685', NULL, '2024-03-05', NULL, -5000, 2, 'EUR', 'Hoius', NULL, 'EE471000001020145685', NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, true, 'account:EE471000001020145685', 'Bank', 'Other costs', NULL, NULL, NULL, NULL, '{"wallet": [null, "defaults", []], "category": [null, "defaults.expense", []]}', NULL, NULL);
INSERT INTO transaction VALUES ('h1:3ddc8624ebf0c45bc2f7f60a0a8e2a0f#1', '3ddc8624ebf0c45bc2f7f60a0a8e2a0f', 1, 'EE382200221020145685', NULL, '2024-03-04', NULL, -10001, 2, 'EUR', 'Üür, märts', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'payment', NULL, NULL, NULL, NULL, true, NULL, 'Bank', 'Office', NULL, NULL, NULL, '[["40%", null, null, "Shop"], ["rest", null, null, "Home"]]', '{"wallet": [null, "defaults", []], "category": [2, null, []], "split": [2, null, []]}', 'category', NULL);
SELECT setval('batch_id_seq', 4, true);
SELECT setval('change_id_seq', 3, true);
SELECT setval('statementkit_store_id_seq', 1, false);
ALTER TABLE ONLY account
    ADD CONSTRAINT account_pkey PRIMARY KEY (number);
ALTER TABLE ONLY batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY change
    ADD CONSTRAINT change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY counterparty
    ADD CONSTRAINT counterparty_pkey PRIMARY KEY (identifier);
ALTER TABLE ONLY cover
    ADD CONSTRAINT cover_pkey PRIMARY KEY (batch, account);
ALTER TABLE ONLY hand_over
    ADD CONSTRAINT hand_over_pkey PRIMARY KEY (sink, key);
ALTER TABLE ONLY rule_default
    ADD CONSTRAINT rule_default_pkey PRIMARY KEY (name, since);
ALTER TABLE ONLY rule
    ADD CONSTRAINT rule_pkey PRIMARY KEY (number, since);
ALTER TABLE ONLY sighting
    ADD CONSTRAINT sighting_pkey PRIMARY KEY (batch, key);
ALTER TABLE ONLY stated_balance
    ADD CONSTRAINT stated_balance_pkey PRIMARY KEY (batch, number);
ALTER TABLE ONLY statementkit_store
    ADD CONSTRAINT statementkit_store_pkey PRIMARY KEY (id);
ALTER TABLE ONLY transaction
    ADD CONSTRAINT transaction_pkey PRIMARY KEY (key);
ALTER TABLE ONLY transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (one, other);
CREATE INDEX counterparty_merged_into ON counterparty USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX ix_batch_digest ON batch USING btree (digest);
CREATE INDEX ix_change_batch ON change USING btree (batch);
CREATE INDEX ix_change_key ON change USING btree (key);
CREATE INDEX ix_transaction_batch ON transaction USING btree (batch);
CREATE INDEX ix_transaction_party ON transaction USING btree (party);
CREATE INDEX sighting_key ON sighting USING btree (key);
CREATE INDEX transaction_bank_id ON transaction USING btree (own_account, bank_id);
CREATE INDEX transaction_day ON transaction USING btree (own_account, booked_on);
CREATE INDEX transaction_parent ON transaction USING btree (parent) WHERE (parent IS NOT NULL);
ALTER TABLE ONLY change
    ADD CONSTRAINT change_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id);
ALTER TABLE ONLY change
    ADD CONSTRAINT change_key_fkey FOREIGN KEY (key) REFERENCES transaction(key);
ALTER TABLE ONLY counterparty
    ADD CONSTRAINT counterparty_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES counterparty(identifier);
ALTER TABLE ONLY cover
    ADD CONSTRAINT cover_account_fkey FOREIGN KEY (account) REFERENCES account(number);
ALTER TABLE ONLY cover
    ADD CONSTRAINT cover_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id);
ALTER TABLE ONLY sighting
    ADD CONSTRAINT sighting_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id);
ALTER TABLE ONLY sighting
    ADD CONSTRAINT sighting_key_fkey FOREIGN KEY (key) REFERENCES transaction(key);
ALTER TABLE ONLY stated_balance
    ADD CONSTRAINT stated_balance_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id);
ALTER TABLE ONLY transaction
    ADD CONSTRAINT transaction_batch_fkey FOREIGN KEY (batch) REFERENCES batch(id);
ALTER TABLE ONLY transaction
    ADD CONSTRAINT transaction_own_account_fkey FOREIGN KEY (own_account) REFERENCES account(number);
ALTER TABLE ONLY transaction
    ADD CONSTRAINT transaction_parent_fkey FOREIGN KEY (parent) REFERENCES transaction(key)
