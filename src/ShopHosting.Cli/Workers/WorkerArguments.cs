using System.CommandLine;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Cli.Workers;

/// <summary>Arguments and options that say which worker is meant, and where it is; what is wrong with them is told before anybody is asked.</summary>
internal static class WorkerArguments
{
    public static Argument<string> Name()
    {
        var name = new Argument<string>("name") { Description = "The worker's name: a-z, 0-9 and inner hyphens, for example w2." };
        name.Validators.Add(argument =>
        {
            if (!WorkerId.TryParse(argument.GetValueOrDefault<string>(), null, out _))
            {
                argument.AddError($"The name of a worker has 1 to {WorkerId.MaxLength} characters: a-z, 0-9 and inner hyphens.");
            }
        });
        return name;
    }

    public static Option<string> Endpoint()
        => Checked(new Option<string>("--endpoint") { Description = "Its Docker Engine: tcp://10.0.0.7:2376, always with mutual TLS, or unix:///path on the panel's own machine.", Required = true }, WorkerEndpoint.Problem);

    public static Option<string?> Address()
        => Checked(new Option<string?>("--address") { Description = "Its private address, under which other workers' edges reach it: an IP address or host name without a port. Default: none." }, WorkerEndpoint.AddressProblem);

    private static Option<T> Checked<T>(Option<T> option, Func<string, string?> problemOf)
    {
        option.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && problemOf(text) is { } problem)
            {
                given.AddError($"{option.Name}: {problem}");
            }
        });
        return option;
    }
}
