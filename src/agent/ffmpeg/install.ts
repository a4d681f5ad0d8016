/** How FFmpeg is installed on an operating system, as one sentence with the command. */
export function howToInstall(platform: NodeJS.Platform): string {
  return commands[platform] ?? commands.linux
}

const commands: Partial<Record<NodeJS.Platform, string>> & { readonly linux: string } = {
  linux:
    'Install it with `sudo apt install ffmpeg` (Debian, Ubuntu, Raspberry Pi OS), `sudo pacman -S ffmpeg` (Arch), `sudo apk add ffmpeg` (Alpine) or, with RPM Fusion, `sudo dnf install ffmpeg` (Fedora).',
  darwin: 'Install it with `brew install ffmpeg`.',
  win32: 'Install it with `winget install Gyan.FFmpeg`.',
}
