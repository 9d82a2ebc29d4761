# Sets this server up for kOps: PowerShell, KopsPS, kops and kubectl, each verified before it is used.
# cloud-init runs it once; it may be run again.
set -euo pipefail
umask 022
export HOME=/root DEBIAN_FRONTEND=noninteractive
log=/var/log/kopsps-bootstrap.log
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { echo "kopsps: $*"; }
fail() { echo "kopsps: error: $*" >&2; exit 1; }

# Mirrors falter, and a new role's rights take a while to arrive; what is really wrong still is after the last try.
retry() {
  local try
  for try in 1 2 3 4 5; do
    if "$@"; then return 0; fi
    if [ "$try" -lt 5 ]; then sleep $((try * 5)); fi
  done
  fail "gave up after $try tries: $*"
}

fetch() { retry curl --fail --silent --show-error --location --globoff --proto '=https' --tlsv1.2 --output "$2" --url "$1"; }

verify() {
  local found
  found=$(sha256sum "$2" | cut -d ' ' -f 1)
  [ "$found" = "$1" ] || fail "the SHA-256 of $3 is $found and should be $1"
}

# Microsoft's key for its package repositories is known by its fingerprint, not by where it came from.
microsoft_key() {
  fetch https://packages.microsoft.com/keys/microsoft.asc "$work/microsoft.asc"
  local found
  found=$(gpg --batch --with-colons --show-keys "$work/microsoft.asc" 2>/dev/null |
    awk -F: '$1 == "pub" { keys++ } $1 == "fpr" && !first { first = $10 } END { print keys, first }')
  [ "$found" = '1 BC528686B50D79E339D3721CEB3E94ADBE1229CF' ] || fail "the key of packages.microsoft.com is not Microsoft's: $found"
  install -D -m 0644 "$work/microsoft.asc" "$1"
}

powershell_by_apt() {
  local repository="https://packages.microsoft.com/ubuntu/$VERSION_ID/prod" list=/etc/apt/sources.list.d/microsoft-prod.list
  curl --fail --silent --location --head --output /dev/null --url "$repository/dists/$VERSION_CODENAME/InRelease" || return 1
  microsoft_key /usr/share/keyrings/microsoft-prod.asc
  echo "deb [arch=amd64 signed-by=/usr/share/keyrings/microsoft-prod.asc] $repository $VERSION_CODENAME main" >"$list"
  if apt-get update && apt-get install -y powershell; then return 0; fi
  rm -f "$list"
  return 1
}

powershell_by_dnf() {
  microsoft_key /etc/pki/rpm-gpg/RPM-GPG-KEY-microsoft
  cat >/etc/yum.repos.d/microsoft-prod.repo <<'REPOSITORY'
[microsoft-prod]
name=Microsoft
baseurl=https://packages.microsoft.com/rhel/9/prod/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-microsoft
REPOSITORY
  if dnf -y install powershell; then return 0; fi
  rm -f /etc/yum.repos.d/microsoft-prod.repo
  return 1
}

# Where Microsoft's repository has no package for this release or processor.
powershell_by_archive() {
  local processor release file wanted folder=/opt/microsoft/powershell/7
  case $(uname -m) in
    x86_64) processor=x64 ;;
    aarch64) processor=arm64 ;;
    *) fail "there is no PowerShell for $(uname -m)" ;;
  esac
  release=$(curl --fail --silent --location --proto '=https' --output /dev/null --write-out '%{url_effective}' --url https://github.com/PowerShell/PowerShell/releases/latest)
  release=${release##*/v}
  case $release in *[!0-9.]* | '') fail "cannot tell the newest release of PowerShell" ;; esac
  file=powershell-$release-linux-$processor.tar.gz
  fetch "https://github.com/PowerShell/PowerShell/releases/download/v$release/hashes.sha256" "$work/hashes"
  fetch "https://github.com/PowerShell/PowerShell/releases/download/v$release/$file" "$work/$file"
  wanted=$(tr -d '\r' <"$work/hashes" | awk -v file="$file" '{ name = $2; sub(/^\*/, "", name) } name == file { print tolower($1) }')
  verify "$wanted" "$work/$file" "$file"
  mkdir -p "$folder"
  tar -xzf "$work/$file" -C "$folder"
  chmod 0755 "$folder/pwsh"
  ln -sf "$folder/pwsh" /usr/bin/pwsh
}

install_base() {
  . /etc/os-release
  case $ID in
    ubuntu)
      retry apt-get update
      retry apt-get install -y ca-certificates curl gnupg unzip python3-boto3 '^libicu[0-9]+$' ;;
    amzn)
      retry dnf -y install gzip libicu python3-boto3 tar unzip ;;
    *) fail "this set-up is for Ubuntu and Amazon Linux, and this is $ID" ;;
  esac
}

install_powershell() {
  . /etc/os-release
  if [ "$(uname -m)" = x86_64 ]; then
    case $ID in
      ubuntu) powershell_by_apt || powershell_by_archive ;;
      amzn) powershell_by_dnf || powershell_by_archive ;;
    esac
  else
    powershell_by_archive
  fi
  pwsh -NoProfile -NonInteractive -Command '$PSVersionTable.PSVersion.ToString()' || fail "PowerShell does not start"
  cp /var/lib/kopsps/profile.ps1 "$(dirname "$(readlink -f "$(command -v pwsh)")")/profile.ps1"
}

module_from_gallery() {
  retry pwsh -NoProfile -NonInteractive -Command '
    $ErrorActionPreference = "Stop"
    Install-PSResource KopsPS -Version $env:MODULE_VERSION -Prerelease:$env:MODULE_VERSION.Contains("-") -Repository PSGallery -Scope AllUsers -TrustRepository -Reinstall'
}

module_from_package() {
  export MODULE_FILE=$work/module.zip MODULE_MANIFEST
  local version target
  if [ -n "${MODULE_URL:-}" ]; then
    fetch "$MODULE_URL" "$MODULE_FILE"
  else
    retry python3 -c '
import os, boto3
boto3.client("s3", region_name=os.environ["AWS_REGION"]).download_file(
    os.environ["MODULE_BUCKET"], os.environ["MODULE_KEY"], os.environ["MODULE_FILE"])'
  fi
  verify "$MODULE_SHA256" "$MODULE_FILE" "the module's package"
  unzip -q "$MODULE_FILE" -d "$work/module"
  MODULE_MANIFEST=$(find "$work/module" -maxdepth 3 -name KopsPS.psd1 -print -quit)
  [ -n "$MODULE_MANIFEST" ] || fail "the module's package has no KopsPS.psd1"
  version=$(pwsh -NoProfile -NonInteractive -Command '(Import-PowerShellDataFile $env:MODULE_MANIFEST).ModuleVersion')
  case $version in *[!0-9.]* | '') fail "the module's package has no version" ;; esac
  target=/usr/local/share/powershell/Modules/KopsPS/$version
  rm -rf "$target"
  mkdir -p "$target"
  cp -R "$(dirname "$MODULE_MANIFEST")/." "$target"
  chmod -R u=rwX,go=rX "$target"
}

install_tools() {
  retry pwsh -NoProfile -NonInteractive -Command '
    $ErrorActionPreference = "Stop"
    Import-Module KopsPS
    Install-KopsBinary kops -Version $env:KOPS_VERSION -Destination /usr/local/bin
    Install-KopsBinary kubectl -Version $env:KUBECTL_VERSION -Destination /usr/local/bin'
}

main() {
  step "installing what the rest needs"
  install_base
  step "installing PowerShell"
  install_powershell
  step "installing KopsPS"
  if [ -n "${MODULE_VERSION:-}" ]; then module_from_gallery; else module_from_package; fi
  step "installing kops and kubectl"
  install_tools
  step "ready"
}

# Not as a condition: within one, bash goes on after a failed command.
main 2>&1 | tee -a "$log"
