#!/usr/bin/env bash
# Installs the systems that long tests start for themselves: Tryton 6 and Request Tracker 5, from Debian's packages. It needs root and Debian 12 (or what has
# their packages); nothing is started, and no service stays. Ends with 0 where both are there.
set -euo pipefail
if [ -x /usr/bin/trytond ] && [ -x /usr/share/request-tracker5/libexec/rt-server ]; then
  echo 'Tryton and Request Tracker are installed.'
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'Tryton and Request Tracker are not installed: that takes root and apt.'
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Packages that start a service are told not to.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3-psycopg2 tryton-server tryton-modules-sale tryton-modules-sale-history \
  tryton-modules-stock tryton-modules-account-invoice tryton-modules-account-invoice-stock tryton-modules-account-payment \
  request-tracker5 rt5-db-sqlite rt5-standalone >/dev/null
echo 'Tryton and Request Tracker are installed.'
