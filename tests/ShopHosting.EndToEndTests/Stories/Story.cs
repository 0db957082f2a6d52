using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>What stories share: the installation, and that the panel's log comes with a failure.</summary>
[Collection(OneInstallation.Name)]
[Trait("needs", "docker")]
public abstract class Story(Installation installation, ITestOutputHelper output)
{
    protected Installation Installation { get; } = installation;

    protected ITestOutputHelper Output { get; } = output;

    /// <summary>Tells the story. When it fails, what the panel wrote meanwhile is part of its report.</summary>
    private protected async Task TellAsync(Func<Task> story)
    {
        var before = Installation.Log.Length;
        Output.WriteLine($"Installation {Installation.Id}, seed {Seed.Value}");
        try
        {
            // Whatever the story before left: this one begins with a running panel.
            await Installation.StartPanelAsync();
            await story();
        }
        catch (Exception exception) when (exception is not SkipException)
        {
            Output.WriteLine($"--- The panel's log:\n{Installation.Log[before..]}");
            throw;
        }
    }
}
