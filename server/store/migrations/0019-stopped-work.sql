-- Of groups that wait for something: whether their device was stopped when they came (server/sync/push/stopped.ts). What was here before counts.
ALTER TABLE waiting_groups ADD COLUMN stopped boolean NOT NULL DEFAULT false;
