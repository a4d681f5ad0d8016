import { describe, expect, test } from 'vitest'
import { publishing } from './publishing.ts'

const bearer = (code: string) => ({ Authorization: `Bearer ${code}` })

describe('/api/publish', () => {
  test('lists the cameras that take what is sent, to the owner', async () => {
    const { server, owner, intake } = await publishing()
    intake.connect(performance.now())
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/publish`, { headers: bearer(owner) })
    expect([answer.headers.get('Cache-Control'), await answer.json()]).toEqual([
      'private, no-store',
      {
        now: expect.any(Number),
        cameras: [
          { id: 'b', name: 'B', busy: true },
          { id: 'c', name: 'C', busy: false },
        ],
      },
    ])
  })

  test('tells a publisher his own, and nothing of others', async () => {
    const { server, bearer } = await publishing()
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/publish`, { headers: bearer })
    expect(await answer.json()).toMatchObject({ cameras: [{ id: 'b', name: 'B', busy: false }] })
  })
})
