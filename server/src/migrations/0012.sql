-- Deliveries are summed by the hour: one run a connection and hour, open until the hour is over.
alter table throughline_server.connection_run add column window_at timestamptz;
create unique index connection_run_window on throughline_server.connection_run (connection, window_at) where window_at is not null;
create index connection_run_open_window on throughline_server.connection_run (window_at) where window_at is not null and status = 'running';
