import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Quiet, and of no interest to anything but this machine. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the machine's own Chromium, without a window. */
export function startChromium() {
  return chromium.launch({ executablePath: installed(), args: FLAGS })
}

function installed() {
  const folders = process.env.PATH.split(delimiter)
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const path = paths.find(executable)
  if (!path) throw new Error(`No Chromium on the PATH: install Debian's package "chromium".`)
  return path
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
