namespace ShopHosting.IntegrationTests.Actors;

/// <summary>That what we believe of Orleans is so. In the Cluster edition Orleans itself is asked.</summary>
public sealed class OrleansTests
{
    [Fact]
    public void The_reasons_of_deactivation_are_those_of_Orleans()
        => Enum.GetNames<DeactivationReasonCode>().ShouldBe(
        [
            "None", "ShuttingDown", "ActivationFailed", "DirectoryFailure", "ActivationIdle", "ActivationUnresponsive", "DuplicateActivation",
            "IncompatibleRequest", "ApplicationError", "ApplicationRequested", "Migrating", "RuntimeRequested", "HighMemoryPressure",
        ]);
#if CLUSTER

    public static TheoryData<string> Types => [.. OrleansSubset.Read().Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void Orleans_has_what_the_list_says(string name)
    {
        var type = new[] { typeof(Grain), typeof(IClusterClient), typeof(Orleans.Hosting.ISiloBuilder) }.Select(known => known.Assembly.GetType(name)).Single(found => found is not null)!;

        OrleansSubset.Read()[name].Except(OrleansSubset.MembersOf(type)).ShouldBeEmpty();
    }
#endif
}
