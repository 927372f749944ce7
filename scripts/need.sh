# What the scripts need from the machine. Each is told missing in one sentence, with the remedy.
need_dotnet() {
  if ! command -v dotnet > /dev/null || ! dotnet --list-sdks 2> /dev/null | grep -q '^1[0-9]\.'; then
    echo "ChatLedger needs the .NET SDK 10 (command dotnet): install it from https://dotnet.microsoft.com/download and try again." >&2
    exit 1
  fi
}

need_node() {
  if ! command -v node > /dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo "ChatLedger needs Node.js 20 or newer (command node): install it from https://nodejs.org and try again." >&2
    exit 1
  fi
}
