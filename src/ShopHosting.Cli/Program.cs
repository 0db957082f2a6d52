using System.CommandLine;
using ShopHosting.Cli.Try;

var root = new RootCommand("shopctl: the panel from the command line.") { TryCommand.Create() };
return await root.Parse(args).InvokeAsync();
