using System.CommandLine;
using ShopHosting.Cli.Try;
using ShopHosting.Cli.Workers;

var root = new RootCommand("shopctl: the panel from the command line.") { TryCommand.Create(), WorkerCommand.Create(Console.In) };
return await root.Parse(args).InvokeAsync();
