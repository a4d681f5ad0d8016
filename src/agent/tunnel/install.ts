/** How cloudflared is installed on an operating system, as one sentence with the command, and whose terms it comes under. */
export function howToInstallCloudflared(platform: NodeJS.Platform): string {
  return `${commands[platform] ?? commands.linux} ${TERMS}`
}

/** The one command, or where the right file is. */
export function cloudflaredInstallCommand(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'brew install cloudflared'
  if (platform === 'win32') return 'winget install Cloudflare.cloudflared'
  return `npm install --global cloudflared, or a package from ${DOWNLOADS}`
}

const DOWNLOADS = 'https://github.com/cloudflare/cloudflared/releases/latest'

/** Whose terms a tunnel comes under. */
export const TERMS =
  "A tunnel comes under Cloudflare's terms: https://www.cloudflare.com/website-terms/ and https://www.cloudflare.com/privacypolicy/"

const commands: Partial<Record<NodeJS.Platform, string>> & { readonly linux: string } = {
  linux: `Install it from ${DOWNLOADS} (the .deb on Debian, Ubuntu and Raspberry Pi OS: \`sudo apt install ./cloudflared-linux-*.deb\`), with \`sudo pacman -S cloudflared\` (Arch) or with \`npm install --global cloudflared\` (downloads it from there).`,
  darwin: 'Install it with `brew install cloudflared`.',
  win32: 'Install it with `winget install Cloudflare.cloudflared`.',
}
