namespace ShopHosting.Actors;

/// <summary>What a grain reference can be called by.</summary>
public interface IAddressable;

/// <summary>A grain.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain whose key is a string.</summary>
public interface IGrainWithStringKey : IGrain;
