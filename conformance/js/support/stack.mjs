import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What asks for a path of a container, from inside the proxy, which reaches all roles and has no program for it. */
const ASK = 'exec 3<>"/dev/tcp/$0/$1" && printf "GET %s HTTP/1.0\\r\\n\\r\\n" "$2" >&3 && cat <&3'

/** The running containers of docker-compose.yml, as an operator sees and disturbs them. */
export class Stack {
  #compose
  #project
  #addresses = new Map()

  /** @param compose the command for the stack, e.g. `['docker', 'compose', '--project-name', project]` */
  constructor(compose, project) {
    this.#compose = compose
    this.#project = project
  }

  /** The ids of the running containers of `service`, oldest first. */
  async containers(service) {
    const filters = [`project=${this.#project}`, `service=${service}`].map((label) => `label=com.docker.compose.${label}`)
    const lines = await docker('ps', '--quiet', '--no-trunc', ...filters.flatMap((filter) => ['--filter', filter]))
    return lines.split('\n').filter(Boolean).reverse()
  }

  /** The one container of `service`. */
  async container(service) {
    const [id, ...more] = await this.containers(service)
    if (!id || more.length) throw new Error(`Expected one container of ${service}`)
    return id
  }

  /** Where the proxy listens on this machine. */
  async publicUrl() {
    const address = await docker('port', await this.container('proxy'), '6001/tcp')
    return new URL(`http://127.0.0.1:${address.split('\n')[0].split(':').at(-1)}`)
  }

  async scale(service, number) {
    const [program, ...args] = this.#compose
    await execute(program, [...args, 'up', '-d', '--no-recreate', '--scale', `${service}=${number}`, service])
  }

  /** Stops container `id` as an operator does, and returns its exit code. */
  async stop(id) {
    await docker('stop', '--time', '15', id)
    return Number(await docker('inspect', '--format', '{{.State.ExitCode}}', id))
  }

  /** Takes container `id` off the network that Redis is in; it keeps the one to the proxy. */
  async cutFromRedis(id) {
    await docker('network', 'disconnect', `${this.#project}_back`, id)
  }

  async heal(id) {
    await docker('network', 'connect', `${this.#project}_back`, id)
  }

  /** What the engine's health check says of container `id`: `starting`, `healthy` or `unhealthy`. */
  async health(id) {
    return docker('inspect', '--format', '{{.State.Health.Status}}', id)
  }

  /** The status with which container `id` answers `GET /ready`; 0 if it does not listen. */
  async readiness(id) {
    try {
      return (await this.#ask(await this.#address(id), 6001, '/ready')).status
    } catch (failure) {
      if (/refused/i.test(failure.stderr)) return 0
      throw failure
    }
  }

  /** How many connections the gateway in container `id` says it has. */
  async connections(id) {
    const { body } = await this.#ask(await this.#address(id), 9601, '/metrics')
    return Number(/^anemone_connections (\S+)$/m.exec(body)[1])
  }

  /** The ids of the gateways to which the proxy gives new connections. */
  async gatewaysInUse() {
    const { body } = await this.#ask('127.0.0.1', 8404, '/stats;csv')
    const [names, ...rows] = body.split('\n').map((line) => line.split(','))
    const [backend, status, address] = ['# pxname', 'status', 'addr'].map((name) => names.indexOf(name))
    const up = rows.filter((row) => row[backend] === 'gateways' && row[status].startsWith('UP') && row[address])
    const addresses = up.map((row) => row[address])
    const inUse = []
    for (const id of await this.containers('gateway')) {
      if (addresses.includes(`${await this.#address(id)}:6001`)) inUse.push(id)
    }
    return inUse
  }

  /** The last lines that the containers of `services` wrote, also of those that have ended. */
  async logs(services) {
    const [program, ...args] = this.#compose
    const { stdout, stderr } = await execute(program, [...args, 'logs', '--no-color', '--tail=60', ...services])
    return stdout + stderr
  }

  /** The address of container `id` in the network that it shares with the proxy. */
  async #address(id) {
    if (!this.#addresses.has(id)) {
      const format = `{{(index .NetworkSettings.Networks "${this.#project}_front").IPAddress}}`
      this.#addresses.set(id, await docker('inspect', '--format', format, id))
    }
    return this.#addresses.get(id)
  }

  async #ask(host, port, path) {
    const answer = await docker('exec', await this.container('proxy'), 'bash', '-c', ASK, host, String(port), path)
    const [head, ...body] = answer.split('\r\n\r\n')
    return { status: Number(head.split(' ')[1]), body: body.join('\r\n\r\n') }
  }
}

async function docker(...args) {
  const { stdout } = await execute('docker', args)
  return stdout.trim()
}
