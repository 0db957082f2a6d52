#if !CLUSTER
namespace ShopHosting.IntegrationTests.Actors;

/// <summary>
/// Nothing compiles against our grain host that would not compile against Orleans: its public names are compared with the list of
/// Orleans' own signatures, orleans-subset.txt.
/// </summary>
public sealed class SurfaceTests
{
    /// <summary>What is ours: setting the host up, and the exception of the calls it could not serve.</summary>
    private static readonly string[] s_own =
        [nameof(GrainHost), nameof(GrainHostOptions), nameof(GrainHostInstruments), nameof(GrainHostServices), nameof(GrainCallException)];

    /// <summary>Named in the signatures of the list without an entry of their own, so we may have them, but no members.</summary>
    private static readonly string[] s_namedOnly = [nameof(IGrainContext), nameof(IAddressable), nameof(DeactivationReasonCode)];

    private static readonly Dictionary<string, List<string>> s_orleans = OrleansSubset.Read().ToDictionary(type => type.Key.Split('.')[^1], type => type.Value);

    public static TheoryData<string> OrleansTypes()
        => [.. typeof(Grain).Assembly.GetExportedTypes().Select(type => type.Name).Except(s_own).Except(s_namedOnly)];

    [Theory]
    [MemberData(nameof(OrleansTypes))]
    public void A_public_type_has_only_members_that_Orleans_has(string name)
    {
        var type = typeof(Grain).Assembly.GetType($"ShopHosting.Actors.{name}")!;

        s_orleans.ShouldContainKey(name);
        OrleansSubset.MembersOf(type).Except(s_orleans[name]).ShouldBeEmpty();
    }

    [Fact]
    public void Types_that_are_only_named_have_no_members()
    {
        OrleansSubset.MembersOf(typeof(IGrainContext)).ShouldBeEmpty();
        OrleansSubset.MembersOf(typeof(IAddressable)).ShouldBeEmpty();
    }

    [Fact]
    public void The_comparison_sees_a_member_that_Orleans_does_not_have()
        => OrleansSubset.MembersOf(typeof(GrainHostOptions)).Except(s_orleans.Values.SelectMany(members => members))
            .ShouldContain("TimeSpan CallTimeout { get; set; }");
}
#endif
