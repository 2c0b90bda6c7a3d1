/** Whether this system is one that the tests run on, and what is known to be otherwise if it is not; a sentence each. */
export function testedOn(platform: NodeJS.Platform = process.platform): readonly string[] {
  switch (platform) {
    case 'linux':
      return ['every test runs on Linux'];
    case 'darwin':
      return [
        'no test has run on macOS yet',
        'everything is written for it, and Accelerate multiplies the matrices',
        'that a run is stopped (SIGSTOP) is not told from a run that hangs; queries are not put behind the run for want of memory',
      ];
    case 'win32':
      return [
        'no test has run on Windows yet',
        'queries during a run go by a named pipe, that the store is yours alone is left to its folder',
        'a Ctrl-C ends a run after what is running, no other signal does; that a run is stopped is not told from a run that hangs',
      ];
    default:
      return [`no test has run on ${platform} yet, and nothing is known of it`];
  }
}
