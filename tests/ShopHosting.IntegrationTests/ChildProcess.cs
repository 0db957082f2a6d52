using ShopHosting.IntegrationTests.Storage;

namespace ShopHosting.IntegrationTests;

/// <summary>The entry point when a test starts this assembly as a process of its own, to be killed.</summary>
public static class ChildProcess
{
    public static Task<int> Main(string[] arguments) => arguments switch
    {
        [KilledWriter.ChildCommand, .. var place] => KilledWriter.WriteForEverAsync(place),
        [ServerOfAKilledTest.ChildCommand] => ServerOfAKilledTest.StartAndWaitAsync(),
        _ => Task.FromResult(64),
    };
}
