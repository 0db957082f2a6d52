using ShopHosting.Domain.Operations;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Components;

/// <summary>When an operation under way should be done, in words. The browser counts on between two events, from the same numbers.</summary>
public sealed record ForecastView(Forecast Forecast, OperationKind Kind, DateTimeOffset At)
{
    public bool IsLate => At >= Forecast.LateAt;

    public string Late => $"This takes longer than usual ({Numbers.About(Forecast.Whole)}).";

    public string Usually => $"Usually {(Kind == OperationKind.Provision ? "ready" : "done")} in {Numbers.About(Forecast.Whole)}";

    public string Left => Forecast.Left < TimeSpan.FromSeconds(1) ? "any moment now" : $"{Numbers.About(Forecast.Left)} to go";
}
