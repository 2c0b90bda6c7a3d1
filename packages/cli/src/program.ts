import { Argument, Command, Option } from 'commander';
import { addClusterCommands } from './cluster-commands.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { suggestNearestNames } from './nearest-names.js';
import {
  cacheOption,
  cachePlaceOption,
  collect,
  engineOption,
  example,
  forceOption,
  memoryOption,
  percentage,
  positiveInteger,
  setOption,
  storeOption,
} from './options.js';
import { addStoreCommands } from './store-commands.js';
import { version } from './version.js';

/**
 * The command line on one page. A command's own module, and with it the database and the models, is loaded when the
 * command is carried out: `rgflow --help` loads none of them.
 *
 * @param exitWith  Told the exit code of the command that was carried out.
 */
export function createProgram(exitWith: (code: ExitCode) => void): Command {
  const carryOut =
    <Options>(load: () => Promise<(argument: string, options: Options) => Promise<ExitCode>>) =>
    async (argument: string, options: Options): Promise<void> => {
      const command = await load();
      exitWith(await command(argument, options));
    };
  const carryOutAlone =
    <Options>(load: () => Promise<(options: Options) => Promise<ExitCode>>) =>
    async (options: Options): Promise<void> => {
      const command = await load();
      exitWith(await command(options));
    };

  const program = new Command('rgflow')
    .description('How information flows under coarse-graining: studies as cached pipelines, results as SQL.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'print the stack of an error')
    .showHelpAfterError('`--help` shows what can be given.')
    .configureHelp({ showGlobalOptions: false })
    .enablePositionalOptions()
    .exitOverride();

  program
    .command('run')
    .summary('run what a study lacks, and print its summary')
    .description(
      'Runs what a study still lacks, and prints its summary. What was run before and has not changed is not run again.',
    )
    .argument('[study]', 'name of a study, or path of a study file')
    .option('--plan <file>', 'run a plan that `rgflow plan --save` wrote, or refuse if it is no longer what would run')
    .addOption(setOption())
    .option('-j, --jobs <n>', 'instances to run at the same time (default: one per core)', positiveInteger)
    .addOption(memoryOption())
    .addOption(storeOption())
    .addOption(forceOption())
    .option('--fail-fast', 'start nothing new after the first failure')
    .option(
      '--audit <percent>',
      'execute so many of the hits again, drawn at random, and compare: --audit 2%',
      percentage,
    )
    .addOption(
      new Option(
        '--numerics <which>',
        "'any' lets a training go on with another BLAS than it began with, which is refused otherwise",
      ).choices(['any']),
    )
    .option('--json', 'print events and the result as lines of JSON')
    .addOption(cacheOption())
    .addOption(cachePlaceOption())
    .option(
      '--shard <i/n>',
      'run the i-th of n shares of the cells, of about equal work, in which no training is done twice',
    )
    .option('--name <name>', 'what to call the results (default: as the study file says)')
    .addOption(engineOption())
    .addHelpText('after', example('rgflow run quickstart --set training.epochs=2 --jobs 2'))
    .action(async (study: string | undefined, options) => {
      const carryOut = async (): Promise<ExitCode> => (await import('./commands/run.js')).run(study, options);
      // A saved plan is first compared with the file of the store, which nobody may hold then.
      const comparing = options.plan !== undefined;
      exitWith(await (comparing ? carryOut() : (await import('./ahead.js')).ahead(options, carryOut)));
    });

  program
    .command('plan')
    .summary('say what a run would execute, and why')
    .description(
      'Says what a run would execute, why, and how long it would take. Exit code 0: nothing to do; 10: work to do.',
    )
    .argument('<study>', 'name of a study, or path of a study file')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(forceOption())
    .option('-j, --jobs <n>', 'instances at the same time, for the estimate (default: one per core)', positiveInteger)
    .addOption(memoryOption())
    .option('--shard <i/n>', 'plan the i-th of n shares of the cells, and show them all')
    .option('--name <name>', 'what the results would be called (default: as the study file says)')
    .addOption(engineOption())
    .addOption(cacheOption())
    .addOption(cachePlaceOption())
    .option('--save <file>', 'write the plan to a file as well, for `rgflow run --plan`')
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow plan quickstart --set fit.skipLast=3'))
    .action(carryOut(async () => (await import('./commands/plan.js')).plan));

  program
    .command('explain')
    .summary('say why something would be run again, or not')
    .description(
      'Says of each matching instance whether it would run again and why, and what is known of its last execution.',
    )
    .argument('<study>', 'name of a study, or path of a study file')
    .argument('<instance>', "a stage, or some of its instances as 'kl@{sigmaW2=1.5,seed=0}'")
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(forceOption())
    .addOption(engineOption())
    .option('--name <name>', 'compare with the newest results of this name')
    .option('--run <id>', 'compare with this run')
    .option('--json', 'print JSON')
    .addHelpText('after', example("rgflow explain quickstart 'kl@{sigmaW2=1.5,snapshot=final}'"))
    .action(async (study: string, instance: string, options) => {
      const { explain } = await import('./commands/explain.js');
      exitWith(await explain(study, instance, options));
    });

  program
    .command('accept')
    .summary('say that a change of code changed no result')
    .description(
      'Marks the code change of stages as harmless: what they gave by the code that was used last counts for the code as it is ' +
        'now, until it is changed again. The judgement is kept in the store, and told wherever it makes a difference.',
    )
    .argument('[stages...]', 'the stages, as `rgflow plan` names them')
    .option('--because <why>', 'why the change is harmless; required')
    .option('--all', 'every stage of the store whose code has changed')
    .option('--study <study>', 'only stages of the runs of this study')
    .option(
      '--from <code>',
      'take the results of this earlier code instead of the last, by the beginning of its digest',
    )
    .option('--undo', 'take back the last acceptance of each stage')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow accept kl fit --because "renamed a variable"'))
    .action(async (stages: readonly string[], options) => {
      const { accept } = await import('./commands/accept.js');
      exitWith(await accept(stages, options));
    });

  program
    .command('graph')
    .summary('print the stages of a study as a graph')
    .description('Prints the stages of a study as a graph, with the number of instances of each.')
    .argument('<study>', 'name of a study, or path of a study file')
    .addOption(setOption())
    .addOption(new Option('--format <format>', 'language of the graph').choices(['mermaid', 'dot']).default('mermaid'))
    .addHelpText('after', example('rgflow graph quickstart --format dot | dot -Tsvg -o quickstart.svg'))
    .action(carryOut(async () => (await import('./commands/graph.js')).graph));

  program
    .command('studies')
    .summary('list the studies, with what they show and cost')
    .description(
      'Lists the study files that come with rgflow and those of the current folder: what each shows, cells, time.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow studies'))
    .action(carryOutAlone(async () => (await import('./commands/studies.js')).studies));

  program
    .command('sql')
    .summary('ask the store, also during a run')
    .description('Asks the store by one reading SQL statement, also while a run is going on.')
    .argument('[query]', 'a SQL statement; - reads it from the standard input')
    .addOption(storeOption())
    .addOption(
      new Option('-f, --format <format>', 'how to print the rows (default: table on a terminal, else csv)').choices([
        'table',
        'csv',
        'json',
        'arrow',
        'parquet',
      ]),
    )
    .option('-o, --output <file>', 'write to a file; its ending gives the format')
    .option('--schema', 'say what the tables and their columns hold, with units, or one: rgflow sql --schema kl_layer')
    .option(
      '--name <name>',
      'the plain tables show the newest results of this name (default: of the name of each study)',
    )
    .option('--run <id>', 'the plain tables show this run')
    .addOption(
      new Option(
        '--read <path>',
        'a file or folder that the query may read, else it reads none (repeatable)',
      ).argParser(collect),
    )
    .option('--tables <folder>', 'each Parquet file of a folder is the table of its name')
    .option('--study <name>', 'the closing table of a study is the table closing, the tests behind it claims')
    .addHelpText(
      'after',
      example(
        'rgflow sql "select sigma_w2, snapshot, layer, kl_per_unit from kl_layer order by all"',
        'rgflow sql --tables docs/results/abstraction-dbn --study abstraction-dbn "from closing"',
      ),
    )
    .action(async (query: string | undefined, options) => {
      const { sql } = await import('./commands/sql.js');
      exitWith(await sql(query, options));
    });

  program
    .command('figure')
    .summary('draw a figure from the store')
    .description('Draws a figure from the store, by SQL alone.')
    .argument('[name]', 'name of a figure; without one, the figures are listed')
    .option('-o, --output <file>', 'the file to write: .svg, .png or .html (default: <name>.svg)')
    .option('--study <study>', 'the study to draw (default: the first that has the figure)')
    .option('--name <name>', 'draw the newest results of this name (default: the name of the study)')
    .option('--run <id>', 'draw this run')
    .option('-w, --watch', 'draw the newest run, also unfinished, again and again until it has exitWith')
    .addOption(storeOption())
    .addHelpText('after', example('rgflow figure kl-by-depth --study quickstart -o kl-by-depth.png'))
    .action(async (name: string | undefined, options) => {
      const { figure } = await import('./commands/figure.js');
      exitWith(await figure(name, options));
    });

  program
    .command('calc')
    .summary('calculate one thing from the formulas')
    .description('Calculates one thing from the formulas, without a store. With --json in full double precision.')
    .addHelpText('after', example('rgflow calc ising-2d --coupling 0.44 --scheme exact'));

  program
    .command('data')
    .summary('list, fetch and check data sets')
    .description(
      'Lists the data sets that rgflow knows, fetches one from its publisher, or compares it with the published digests.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(['list', 'fetch', 'check']))
    .argument('[name]', 'name of a data set; `check` without one checks all that are here')
    .option('--folder <folder>', 'where to fetch to and look first (default: data/<name>)')
    .option('--url <url>', 'fetch from this mirror instead of the publisher')
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow data list'))
    .action(async (action: 'list' | 'fetch' | 'check', name: string | undefined, options) => {
      const { data } = await import('./commands/data.js');
      exitWith(await data(action, name, options));
    });

  addStoreCommands(program, exitWith);
  addClusterCommands(program, exitWith);

  program
    .command('doctor')
    .summary('say how fast this machine is, and why')
    .description('Says which BLAS is in use and how fast it is, how to get a faster one, and the state of the store.')
    .addOption(storeOption())
    .option('--json', 'print JSON')
    .addHelpText('after', example('rgflow doctor'))
    .action(carryOutAlone(async () => (await import('./commands/doctor.js')).doctor));

  program.addHelpText('after', `${example('rgflow run quickstart')}\n\n${EXIT_CODES}`);
  for (const command of program.commands) command.option('--debug', 'print the stack of an error');
  suggestNearestNames(program);
  return program;
}

/** Makes a command of each calculator, if the words may be of `calc`: to know them takes a while. */
export async function completeProgram(
  program: Command,
  words: readonly string[],
  exitWith: (code: ExitCode) => void,
): Promise<void> {
  const calc = program.commands.find((command) => command.name() === 'calc')!;
  if (!words.includes('calc')) return;
  const { addCalculators } = await import('./commands/calc.js');
  addCalculators(calc, exitWith);
  suggestNearestNames(calc);
}

/** The exit code for what commander itself has printed. */
export function exitCodeOfCommander(error: { readonly exitCode: number }): ExitCode {
  return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
}

const EXIT_CODES = `Exit codes:
  0 ok, 1 some cells failed, 2 usage, 3 the store is in use, 4 the store or (--audit) a result in it is damaged,
  10 there is work to do (plan), 130 interrupted`;
