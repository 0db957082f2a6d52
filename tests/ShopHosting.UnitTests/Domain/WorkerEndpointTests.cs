using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class WorkerEndpointTests
{
    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("fd00::7", true)]
    [InlineData("w2.internal.example", true)]
    [InlineData("W2.internal.example", false)]
    [InlineData("node_1", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("10.0.0.7:8443", false)]
    [InlineData("", false)]
    public void A_private_address_is_one_that_can_stand_in_an_edges_configuration(string address, bool isGood) => (WorkerEndpoint.AddressProblem(address) is null).ShouldBe(isGood);

    [Fact]
    public void A_hostile_address_is_refused() => HostileCorpus.Texts.Where(text => WorkerEndpoint.AddressProblem(text.Trim()) is null).ShouldAllBe(text => text.Trim().All(char.IsAsciiLetterOrDigit));
}
