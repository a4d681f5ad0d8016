import { MARK, type ServiceLine } from './keeper.ts'

/** An agent of launchd (launchd.plist(5)) that keeps the program running, and what it writes in the file `log`. */
export function plistText({ command, folder, env }: ServiceLine, label: string, log: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${MARK}. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${entry('Label', string(label))}
${entry('ProgramArguments', `<array>${command.map(string).join('')}</array>`)}
${entry('WorkingDirectory', string(folder))}
${entry('EnvironmentVariables', dictionary(env))}
${entry('StandardOutPath', string(log))}
${entry('StandardErrorPath', string(log))}
${entry('RunAtLoad', '<true/>')}
${entry('KeepAlive', '<dict><key>SuccessfulExit</key><false/></dict>')}
${entry('ThrottleInterval', '<integer>10</integer>')}
${entry('ExitTimeOut', '<integer>15</integer>')}
${entry('Umask', `<integer>${0o077}</integer>`)}
</dict>
</plist>
`
}

function dictionary(values: Readonly<Record<string, string>>): string {
  return `<dict>${Object.entries(values)
    .map(([name, value]) => entry(name, string(value)))
    .join('')}</dict>`
}

function entry(name: string, value: string): string {
  return `<key>${xml(name)}</key>${value}`
}

function string(text: string): string {
  return `<string>${xml(text)}</string>`
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
