using ShopHosting.Domain;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Small helps with results of calls.</summary>
internal static class ResultTasks
{
    public static async Task<Result> WithoutValueAsync<T>(this Task<Result<T>> task) => new((await task).Error);

    /// <summary>For what is to be gone: being gone already is success.</summary>
    public static async Task<Result> OrMissingAsync(this Task<Result> task) => await task is { Error: { Code: not DockerErrors.Missing } error } ? error : Result.Success;
}
