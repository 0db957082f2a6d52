using ShopHosting.Domain.Operations;
using ShopHosting.Frontend.Components;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Frontend;

public sealed class ForecastViewTests
{
    [Theory]
    [InlineData(14, 9.4, "Usually ready in about 14 s, about 9 s to go")]
    [InlineData(14, 0.4, "Usually ready in about 14 s, any moment now")]
    [InlineData(0.4, 0, "Usually ready in less than 1 s, any moment now")]
    [InlineData(89, 89, "Usually ready in about 89 s, about 89 s to go")]
    [InlineData(180, 95, "Usually ready in about 3 min, about 2 min to go")]
    public void What_is_usual_and_what_is_left_stand_in_one_sentence(double whole, double left, string words)
    {
        var view = ViewOf(whole, left, OperationKind.Provision);
        $"{view.Usually}, {view.Left}".ShouldBe(words);
        view.IsLate.ShouldBeFalse();
    }

    [Fact]
    public void Only_a_shop_that_is_made_gets_ready() => ViewOf(14, 9, OperationKind.Restart).Usually.ShouldBe("Usually done in about 14 s");

    [Fact]
    public void What_takes_longer_than_usual_says_so_from_that_moment_on()
    {
        var view = ViewOf(14, 0, OperationKind.Provision);
        view.Late.ShouldBe("This takes longer than usual (about 14 s).");
        (view with { At = view.Forecast.LateAt }).IsLate.ShouldBeTrue();
    }

    private static ForecastView ViewOf(double whole, double left, OperationKind kind)
        => new(new Forecast(TimeSpan.FromSeconds(whole), TimeSpan.FromSeconds(left), TimeSpan.Zero, Some.Noon.AddMinutes(5)), kind, Some.Noon);
}
