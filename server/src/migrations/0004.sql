-- What signing in needs: passwords, sessions, second factors, one-time links, keys. Accounts themselves are cases of the flow `account`;
-- `user.id` is the key of that case. The tables up to `two_factor` have the form that better-auth gives
-- them, without references: a backup fills them in any order, and nobody is ever deleted from them.
create schema if not exists throughline_auth;

create table throughline_auth."user" (
  "id" text not null primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null,
  "twoFactorEnabled" boolean
);

create table throughline_auth."session" (
  "id" text not null primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null,
  "secondFactor" boolean not null
);
create index "session_userId_idx" on throughline_auth."session" ("userId");

-- Ways in: `credential` has the hash of a password (scrypt, salted); any other is a single sign-on. Tokens of a single sign-on are not kept.
create table throughline_auth."account" (
  "id" text not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  unique ("providerId", "accountId")
);
create index "account_userId_idx" on throughline_auth."account" ("userId");

create table throughline_auth."verification" (
  "id" text not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create index "verification_identifier_idx" on throughline_auth."verification" ("identifier");

-- Encrypted by the key of `throughline_auth.secret`, or by THROUGHLINE_SECRET.
create table throughline_auth.two_factor (
  "id" text not null primary key,
  "secret" text not null,
  "backupCodes" text not null,
  "userId" text not null,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index two_factor_secret on throughline_auth.two_factor ("secret");
create index two_factor_user on throughline_auth.two_factor ("userId");

-- What signs cookies and encrypts second factors, where THROUGHLINE_SECRET does not: one for all servers on this database.
create table throughline_auth.secret (
  only_one boolean primary key default true check (only_one),
  value text not null check (length(value) >= 32)
);

-- One-time links, by the SHA-256 of what they carry. Without a person it is that of the first one.
create table throughline_auth.link (
  hash bytea primary key check (length(hash) = 32),
  person text,
  kind text not null check (kind in ('owner', 'invitation', 'password')),
  until timestamptz not null,
  check ((kind = 'owner') = (person is null))
);
create index link_person on throughline_auth.link (person);

-- What recognises an API key: the SHA-256 of it. What it may do stands in its case.
create table throughline_auth.api_key (
  hash bytea primary key check (length(hash) = 32),
  case_id uuid not null unique,
  begins text not null,
  last_used_at timestamptz
);

-- Attempts that failed, by the SHA-256 of what they were made on (an address, a machine), in the window that began with the first.
create table throughline_auth.attempt (
  subject bytea primary key check (length(subject) = 32),
  failures int4 not null check (failures > 0),
  until timestamptz not null
);
