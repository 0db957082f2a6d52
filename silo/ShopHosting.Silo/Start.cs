using Microsoft.Extensions.Options;

namespace ShopHosting.Silo;

/// <summary>Runs the program. What an operator can mend at the start is told in plain sentences, without a stack.</summary>
internal static class Start
{
    private const int CannotStart = 78;   // EX_CONFIG of sysexits.h
#if CLUSTER
    private const int NotYet = 75;        // EX_TEMPFAIL: systemd starts it again
#endif

    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            // Before anything is made of them: a silo takes its own when it is constructed.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (OptionsValidationException wrong)
        {
            return Tell(wrong.Failures);
        }
        catch (AggregateException several) when (several.InnerExceptions.All(exception => exception is OptionsValidationException))
        {
            return Tell(several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(wrong => wrong.Failures));
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return Tell([exception.Message]);
        }
#if CLUSTER
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Environment.ExitCode;                                // ended while it still waited for a control node
        }
        catch (StackExchange.Redis.RedisException)
        {
            Tell(["The Redis of Cluster:Redis does not answer, which knows who is in the cluster; see that it runs, and that address, password and certificates are right."]);
            return NotYet;
        }
#endif
    }

    private static int Tell(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Console.Error.WriteLine($"ShopHosting can't start: {sentence}");
        }

        return CannotStart;
    }
}
