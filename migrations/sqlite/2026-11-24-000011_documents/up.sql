-- Files of evidence, each once by its content. The ledger holds their hashes; an export leaves the files out. Its twin lies in
-- migrations/postgres.
create table document (
  id bigint not null primary key,
  -- SM3 of the content, as sm3: and 64 hexadecimal digits.
  hash text not null unique check (length(hash) = 68),
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size bigint not null check (size > 0),
  -- The file's own key, wrapped by the master key, and the content sealed with it.
  wrapped blob not null,
  sealed blob not null,
  added_at timestamp not null
);
