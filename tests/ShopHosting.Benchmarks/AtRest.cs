namespace ShopHosting.Benchmarks;

internal static class AtRest
{
    public static Task<Report> MeasureAsync(int rounds) => throw new NotImplementedException();
}
