namespace ShopHosting.Actors;

/// <summary>Where references to grains come from. Getting one costs next to nothing and activates nothing.</summary>
public interface IGrainFactory
{
    /// <summary>The grain of this key, wherever it is and whether it is active or not.</summary>
    /// <param name="primaryKey">The key; not empty or white space.</param>
    /// <param name="grainClassNamePrefix">Not needed here, as an interface has one class; when given, that class's full name must begin with it.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}

/// <summary>The grains as seen from outside a grain.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
