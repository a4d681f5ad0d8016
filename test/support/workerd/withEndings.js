// The Worker with two paths more, for tests alone: /test/<object> tells which life of an object this is, and
// /test/<object>/end ends that life at once, as a new version or a moved machine does.
import worker, { Branch as PlainBranch, Site as PlainSite } from '../../../dist/runtimes/worker.js'

const ended = '/end'

function withEndings(Plain) {
  return class extends Plain {
    #object
    #life = crypto.randomUUID()

    constructor(object, env) {
      super(object, env)
      this.#object = object
    }

    fetch(request) {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith('/test/')) return super.fetch(request)
      if (pathname.endsWith(ended)) this.#object.abort('ended by a test')
      return new Response(this.#life)
    }
  }
}

export class Site extends withEndings(PlainSite) {}
export class Branch extends withEndings(PlainBranch) {}

export default {
  fetch(request, env) {
    const [, test, name] = new URL(request.url).pathname.split('/')
    if (test !== 'test') return worker.fetch(request, env)
    const objects = name === 'site' ? env.SITE : env.BRANCH
    return objects
      .get(objects.idFromName(decodeURIComponent(name)))
      .fetch(request)
      .catch(String)
      .then(answer => new Response(answer.body ?? answer))
  },
}
