using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.UnitTests.Provisioning.Storage;

public sealed class ClaimDifferenceTests
{
    [Fact]
    public void Changes_come_in_one_order_whatever_the_order_of_the_claims()
    {
        Claim[] held = [new("port", "w2", "8001"), Claim.Capacity("w2", "memory-mb", 5)];
        Claim[] wanted = [new("subnet", "w1", "10.0.0.0/29"), new("host", "", "b.example"), new("port", "w1", "8001"), Claim.Capacity("w1", "memory-mb", 5), new("host", "", "a.example")];

        var changes = ClaimDifference.Between(held, wanted);

        changes.ShouldBe(ClaimDifference.Between(held.Reverse(), wanted.Reverse()));
        changes.Select(change => $"{change.Kind} {change.Scope} {change.Value} {change.Before}>{change.After}").ShouldBe(
        [
            "capacity w1 memory-mb 0>5", "capacity w2 memory-mb 5>0", "host  a.example 0>1", "host  b.example 0>1",
            "port w1 8001 0>1", "port w2 8001 1>0", "subnet w1 10.0.0.0/29 0>1",
        ]);
    }

    [Fact]
    public void What_stays_is_no_change()
    {
        Claim[] claims = [new("host", "", "a.example"), Claim.Capacity("w1", "memory-mb", 5)];
        ClaimDifference.Between(claims, claims).ShouldBeEmpty();
    }
}
