#!/usr/bin/env node
// Stands in for cloudflared 2026.8.2 without Cloudflare: the same lines on stderr, the same exit codes, the same metrics
// server. $FAKE_CLOUDFLARED is a folder: scenarios.json says what each run does, run-<n>.json is what each run was given.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const { env } = process
const argv = process.argv.slice(2)
if (argv.includes('--version')) {
  console.log('cloudflared version 2026.8.2 (built 2026-08-20-1000 UTC)')
  process.exit()
}

const folder = env.FAKE_CLOUDFLARED ?? '.'
let count = 0
while (existsSync(join(folder, `run-${count}.json`))) count++
const scenarios = JSON.parse(readFileSync(join(folder, 'scenarios.json'), 'utf8'))
const scenario = scenarios[Math.min(count, scenarios.length - 1)] ?? {}
const given = Object.entries(env).filter(([name]) => /^(TUNNEL_|NO_AUTOUPDATE$)/.test(name))
const run = { pid: process.pid, argv, env: Object.fromEntries(given) }
const journal = facts => writeFileSync(join(folder, `run-${count}.json`), JSON.stringify({ ...run, ...facts }))
journal({})

if (scenario.ignoresSigterm) process.on('SIGTERM', () => undefined)
else {
  process.on('SIGTERM', () => {
    say('info', 'Initiating graceful shutdown due to signal terminated ...')
    process.exit(0)
  })
}

const option = name => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined)
const named = argv.includes('run')
const configFile = option('--config') ?? join(env.HOME ?? '/', '.cloudflared/config.yml')
const config = existsSync(configFile) ? readFileSync(configFile, 'utf8') : ''
const hostname = new URL(scenario.url ?? 'https://words-like-this.trycloudflare.com').hostname

if (scenario.usage) {
  console.log('Incorrect Usage: flag provided but not defined: -config\n\nNAME:\n   cloudflared tunnel')
  process.exit(0)
}
if (named && !env.TUNNEL_TOKEN?.startsWith('eyJ')) {
  console.error("Provided Tunnel token is not valid.\nSee 'cloudflared tunnel run --help'.")
  process.exit(255)
}
if (scenario.offline) {
  say('info', 'Requesting new quick Tunnel on trycloudflare.com...')
  console.error(
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host',
  )
  process.exit(1)
}

let connections = 0
const server = createServer(async ({ url = '/' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://fake')
  const answer = (status, body) => response.writeHead(status).end(JSON.stringify(body))
  if (pathname === '/ready') {
    const status = connections > 0 ? 200 : 503
    return answer(status, { status, readyConnections: connections, connectorId: '0b1e' })
  }
  if (pathname === '/quicktunnel') return answer(200, { hostname: named ? '' : hostname })
  if (pathname === '/fake/lose') lose()
  else if (pathname === '/fake/regain') register()
  else if (pathname === '/fake/exit') setTimeout(() => process.exit(Number(searchParams.get('code'))), 10)
  // What a visitor gets: a configuration with rules of its own answers 404 for an address it does not know.
  else if (pathname === '/fake/visit') return answer(config.includes('ingress') ? 404 : (await visit()).status, {})
  answer(200, {})
})

const [host, port] = (env.TUNNEL_METRICS ?? '127.0.0.1:0').split(':')
server.listen(Number(port), host, () => {
  const metrics = `${host}:${server.address().port}`
  if (config === '') say('error', `Configuration file ${configFile} was empty`)
  if (!named && !scenario.noBox) box(`https://${hostname}`)
  say('info', 'Version 2026.8.2')
  journal({ metrics })
  say('info', `Starting metrics server on ${metrics}/metrics`)
  const blocked = scenario.blocks === 'all' || (scenario.blocks === 'quic' && env.TUNNEL_TRANSPORT_PROTOCOL !== 'http2')
  if (blocked) return fail()
  setTimeout(register, scenario.opensAfterMs ?? 20)
})

function register() {
  connections = 1
  const protocol = env.TUNNEL_TRANSPORT_PROTOCOL === 'http2' ? 'http2' : 'quic'
  const connection = 'b8a3f7d0-5a4e-4c0c-9a55-2d7f6f1b9c11'
  say('info', 'Registered tunnel connection', {
    ...{ connIndex: 0, connection, event: 0, ip: '198.41.192.7', location: 'lis01', protocol },
  })
}

function lose() {
  connections = 0
  say('error', 'Serve tunnel error', { error: 'connection with edge closed', connIndex: 0 })
  say('info', 'Retrying connection in up to 1s', { connIndex: 0 })
}

function fail() {
  const error = 'failed to dial to edge with quic: timeout: no recent network activity'
  say('error', 'Failed to dial a quic connection', { error, connIndex: 0 })
  setTimeout(fail, 50)
}

function visit() {
  return fetch(option('--url') ?? env.TUNNEL_URL ?? 'http://localhost:8080')
}

function box(text) {
  const line = '-'.repeat(80)
  say('info', 'Requesting new quick Tunnel on trycloudflare.com...')
  say('info', `+${line}+`)
  say('info', '|  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |')
  say('info', `|  ${text.padEnd(76)}  |`)
  say('info', `+${line}+`)
}

function say(level, message, fields = {}) {
  const time = new Date().toISOString()
  if (env.TUNNEL_LOG_OUTPUT === 'json' && !scenario.text) {
    process.stderr.write(`${JSON.stringify({ level, ...fields, time, message })}\n`)
    return
  }
  const short = { info: 'INF', error: 'ERR' }[level]
  const facts = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${/\s/.test(value) ? JSON.stringify(value) : value}`,
  )
  process.stderr.write(`${time.slice(0, 19)}Z ${short} ${message}${facts.join('')}\n`)
}
