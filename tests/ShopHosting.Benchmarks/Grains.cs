namespace ShopHosting.Benchmarks;

internal static class Grains
{
    public static Task<Report> MeasureAsync(int rounds) => throw new NotImplementedException();
}
